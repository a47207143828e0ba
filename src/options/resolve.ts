import { OptionsError } from '../model/errors.ts';
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
import { hasOwn } from '../rules/has-own.ts';
import { DEFAULTS, deepFreeze } from './defaults.ts';
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
  checkClientOptions(options, 'options');
  const { upstreams } = options;
  const general = resolveUpstream(options, '');
  if (typeof upstreams === 'object') {
    for (const [key, own] of Object.entries(upstreams)) {
      resolveUpstream(merge(options, own), `upstreams[${JSON.stringify(key)}].`);
    }
  }
  const ownOf = (key: string): UpstreamOptions | undefined => {
    if (typeof upstreams !== 'function') {
      return upstreams !== undefined && hasOwn(upstreams, key) ? upstreams[key] : undefined;
    }
    const own = upstreams(key);
    if (own !== undefined) checkUpstreamOptions(own, `upstreams(${JSON.stringify(key)})`);
    return own;
  };
  return {
    fetch: options.fetch,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    online: options.online ?? platformOnline,
    visibility: options.visibility ?? platformVisibility,
    upstream: options.upstream,
    onListenerError: options.onListenerError,
    evidence: options.evidence,
    optionsOf(key) {
      const own = ownOf(key);
      return own === undefined ? general : resolveUpstream(merge(options, own), `upstreams(${JSON.stringify(key)}).`);
    },
  };
}

/** What the app itself has set for an upstream. Only that can contradict itself: defaults adapt. */
function merge(general: UpstreamOptions, own: UpstreamOptions): UpstreamOptions {
  const merged: Record<string, unknown> = { ...general };
  for (const [name, value] of Object.entries(defined(own))) {
    const base = merged[name];
    merged[name] = isGroup(base) && isGroup(value) ? { ...base, ...defined(value) } : value;
  }
  return merged as UpstreamOptions;
}

const isGroup = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function resolveUpstream(given: UpstreamOptions, path: string): ResolvedUpstream {
  const budget = given.budget ?? DEFAULTS.budget;
  return deepFreeze({
    retry: retryOf(given.retry, path),
    budget: budget === false ? false : { ...DEFAULTS.budget, ...defined(budget) },
    timeout: timeoutOf(given.timeout, path),
    circuit: circuitOf(given.circuit, path),
    idempotencyKey: idempotencyKeyOf(given.idempotencyKey),
    trustedProxies: given.trustedProxies ?? DEFAULTS.trustedProxies,
    throwOnFailure: given.throwOnFailure ?? DEFAULTS.throwOnFailure,
  });
}

function retryOf(given: UpstreamOptions['retry'], path: string): ResolvedRetry {
  const { hedgeAfterMs = DEFAULTS.retry.hedgeAfterMs, ...own } = defined(given);
  const [baseDelayMs, maxDelayMs] = ordered(DEFAULTS.retry, own, 'baseDelayMs', 'maxDelayMs', `${path}retry.`);
  return {
    ...DEFAULTS.retry,
    ...own,
    baseDelayMs,
    maxDelayMs,
    hedgeAfterMs: hedgeAfterMs === false ? Number.POSITIVE_INFINITY : hedgeAfterMs,
    isMaxAttemptsStrict: own.maxAttempts !== undefined,
  };
}

function timeoutOf(given: UpstreamOptions['timeout'], path: string): ResolvedTimeout {
  if (given === false) return DEFAULTS.timeout;
  const [attemptMs, totalMs] = ordered(DEFAULTS.timeout, defined(given), 'attemptMs', 'totalMs', `${path}timeout.`);
  return { attemptMs, totalMs };
}

/** Calls that a person waits for may wait for so long by default: people give up on a spinner later than a program should. */
const MAX_USER_WAIT_MS = 30_000;

function circuitOf(given: UpstreamOptions['circuit'], path: string): false | ResolvedCircuit {
  if (given === false) return false;
  const own = defined(given);
  const [openMs, maxOpenMs] = ordered(DEFAULTS.circuit, own, 'openMs', 'maxOpenMs', `${path}circuit.`);
  const all = { ...DEFAULTS.circuit, ...own, openMs, maxOpenMs };
  return { ...all, maxUserWaitMs: own.maxWaitMs ?? MAX_USER_WAIT_MS };
}

function idempotencyKeyOf(given: UpstreamOptions['idempotencyKey']): false | ResolvedIdempotencyKey {
  if (given === undefined || given === false) return false;
  return { ...DEFAULT_KEY, ...(given === true ? {} : defined(given)) };
}

/** Two options of which the first may not be larger. A default gives way to what the app has set; two set values must agree. */
function ordered<Lower extends string, Upper extends string>(
  defaults: Readonly<Record<Lower | Upper, number>>,
  own: Readonly<Partial<Record<Lower | Upper, number>>>,
  lower: Lower,
  upper: Upper,
  path: string,
): readonly [number, number] {
  const low = own[lower];
  const high = own[upper];
  if (low !== undefined && high !== undefined && low > high) {
    throw new OptionsError(`${path}${lower}`, low, `at most ${path}${upper} (${high})`);
  }
  return [
    low ?? Math.min(defaults[lower], high ?? Number.POSITIVE_INFINITY),
    high ?? Math.max(defaults[upper], low ?? 0),
  ];
}

/** `undefined` counts as left out; a spread would let it hide a default. */
const defined = <T extends object>(options: T | undefined): T =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as T;
