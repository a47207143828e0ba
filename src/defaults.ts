import type { ResolvedUpstream } from './model/options.ts';

/** Every default that can differ from one upstream to another. `docs/defaults.md` is compared with it. */
export const DEFAULTS = deepFreeze({
  retry: {
    maxAttempts: 4,
    baseDelayMs: 250,
    maxDelayMs: 20_000,
    factor: 2,
    jitter: 'full',
    overloadBaseDelayMs: 1_000,
    maxRetryAfterMs: 45_000,
    shouldRetry: undefined,
  },
  budget: { capacity: 50, initial: 10, perSuccess: 0.2 },
  timeout: { attemptMs: 12_000, totalMs: 60_000 },
  circuit: {
    windowMs: 10_000,
    minimumCalls: 20,
    failureRatio: 0.95,
    surprise: 1e-5,
    quietMs: 1_000,
    openMs: 1_000,
    growth: 2,
    maxOpenMs: 4_000,
    jitter: 0.1,
    probeEveryCalls: 8,
    minProbeMs: 500,
    maxWaitMs: 5_000,
    maxWaiting: 1_000,
    releaseRatio: 0.45,
  },
  idempotencyKey: false,
  trustedProxies: [],
  throwOnFailure: false,
} satisfies ResolvedUpstream);

/** Frozen through and through: two clients must not be able to change each other's options. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
