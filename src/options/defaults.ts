/** Every default that can differ from one upstream to another. `docs/defaults.md` is compared with it. */
export const DEFAULTS = deepFreeze({
  retry: {
    maxAttempts: 4,
    baseDelayMs: 250,
    maxDelayMs: 20_000,
    maxRetryAfterMs: 45_000,
    hedgeAfterMs: 12_000,
    shouldRetry: undefined,
    beforeRetry: undefined,
    retryAfterHeader: undefined,
  },
  budget: { capacity: 50 },
  timeout: { attemptMs: Number.POSITIVE_INFINITY, totalMs: Number.POSITIVE_INFINITY },
  circuit: { openMs: 1_000, maxOpenMs: 4_000, maxWaitMs: 5_000, maxWaiting: 1_000 },
  idempotencyKey: false,
  idempotent: undefined,
  trustedProxies: [],
  throwOnFailure: false,
});

/** Freezes nested objects too: two clients must not be able to change each other's options. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
