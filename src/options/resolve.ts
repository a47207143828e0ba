import type {
  ResolvedCircuit,
  ResolvedIdempotencyKey,
  ResolvedRetry,
  ResolvedTimeout,
  ResolvedUpstream,
  SteadyOptions,
  UpstreamOptions,
} from '../model/options.ts';
import type { Clock, FetchLike, Online, Random, Visibility } from '../model/ports.ts';
import { systemClock } from '../platform/clock.ts';
import { platformOnline } from '../platform/online.ts';
import { platformVisibility } from '../platform/visibility.ts';
import { DEFAULT_KEY } from '../request/idempotency-key.ts';
import { defined } from '../rules/defined.ts';
import { hasOwn } from '../rules/has-own.ts';
import { DEFAULTS, deepFreeze } from './defaults.ts';
import { merge } from './merge.ts';
import { checkClientOptions, checkUpstreamOptions } from './schema.ts';

/** Options that belong to the client as a whole. */
export interface ResolvedClient {
  readonly fetch: FetchLike | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly online: Online;
  readonly visibility: Visibility;
  readonly upstream: ((url: URL) => string) | undefined;
  readonly onListenerError: ((error: unknown) => void) | undefined;
  readonly evidence: SteadyOptions['evidence'];
  /** What holds for an upstream, its own options laid over the general ones. */
  readonly optionsOf: (key: string) => ResolvedUpstream;
}

/**
 * Checks every option, once, and fills in the defaults.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function resolveOptions(options: SteadyOptions = {}): ResolvedClient {
  checkClientOptions(options);
  const { upstreams } = options;
  const general = resolveUpstream(options);
  const ownOf = (key: string): UpstreamOptions | undefined => {
    if (typeof upstreams !== 'function') {
      return upstreams !== undefined && hasOwn(upstreams, key) ? upstreams[key] : undefined;
    }
    const own = upstreams(key);
    if (own !== undefined) checkUpstreamOptions(options, own, key);
    return own;
  };
  return {
    fetch: options.fetch,
    clock: options.clock ?? systemClock(),
    random: options.random ?? Math.random,
    online: options.online ?? platformOnline,
    visibility: options.visibility ?? platformVisibility,
    upstream: options.upstream,
    onListenerError: options.onListenerError,
    evidence: options.evidence,
    optionsOf(key) {
      const own = ownOf(key);
      return own === undefined ? general : resolveUpstream(merge(options, own));
    },
  };
}

function resolveUpstream(given: UpstreamOptions): ResolvedUpstream {
  const budget = given.budget ?? DEFAULTS.budget;
  return deepFreeze({
    retry: retryOf(given.retry),
    budget: budget === false ? false : { ...DEFAULTS.budget, ...defined(budget) },
    timeout: timeoutOf(given.timeout),
    circuit: circuitOf(given.circuit),
    idempotencyKey: idempotencyKeyOf(given.idempotencyKey),
    idempotent: given.idempotent,
    trustedProxies: given.trustedProxies ?? DEFAULTS.trustedProxies,
    throwOnFailure: given.throwOnFailure ?? DEFAULTS.throwOnFailure,
  });
}

function retryOf(given: UpstreamOptions['retry']): ResolvedRetry {
  const { hedgeAfterMs = DEFAULTS.retry.hedgeAfterMs, ...own } = defined(given);
  const [baseDelayMs, maxDelayMs] = ordered(DEFAULTS.retry, own, 'baseDelayMs', 'maxDelayMs');
  return {
    ...DEFAULTS.retry,
    ...own,
    baseDelayMs,
    maxDelayMs,
    hedgeAfterMs: hedgeAfterMs === false ? Number.POSITIVE_INFINITY : hedgeAfterMs,
    isMaxAttemptsStrict: own.maxAttempts !== undefined,
  };
}

function timeoutOf(given: UpstreamOptions['timeout']): ResolvedTimeout {
  if (given === false) return DEFAULTS.timeout;
  const [attemptMs, totalMs] = ordered(DEFAULTS.timeout, defined(given), 'attemptMs', 'totalMs');
  return { attemptMs, totalMs };
}

/** Calls that a person waits for may wait for so long by default: people give up on a spinner later than a program should. */
const MAX_USER_WAIT_MS = 30_000;

function circuitOf(given: UpstreamOptions['circuit']): false | ResolvedCircuit {
  if (given === false) return false;
  const own = defined(given);
  const [openMs, maxOpenMs] = ordered(DEFAULTS.circuit, own, 'openMs', 'maxOpenMs');
  const all = { ...DEFAULTS.circuit, ...own, openMs, maxOpenMs };
  return { ...all, maxUserWaitMs: own.maxWaitMs ?? MAX_USER_WAIT_MS };
}

function idempotencyKeyOf(given: UpstreamOptions['idempotencyKey']): false | ResolvedIdempotencyKey {
  if (given === undefined || given === false) return false;
  return { ...DEFAULT_KEY, ...(given === true ? {} : defined(given)) };
}

/** Two options of which the first may not be larger: a default gives way to what the app has set. */
function ordered<Lower extends string, Upper extends string>(
  defaults: Readonly<Record<Lower | Upper, number>>,
  own: Readonly<Partial<Record<Lower | Upper, number>>>,
  lower: Lower,
  upper: Upper,
): readonly [number, number] {
  const low = own[lower];
  const high = own[upper];
  return [
    low ?? Math.min(defaults[lower], high ?? Number.POSITIVE_INFINITY),
    high ?? Math.max(defaults[upper], low ?? 0),
  ];
}
