import { DEFAULTS, deepFreeze } from './defaults.ts';
import { OptionsError } from './model/errors.ts';
import type { ResolvedCircuit, ResolvedUpstream, SteadyOptions, UpstreamOptions } from './model/options.ts';
import type { Clock, FetchLike, Online, Random, Visibility } from './model/ports.ts';
import { checkClientOptions, checkUpstreamOptions } from './option-shapes.ts';
import { DEFAULT_KEY } from './pipeline/idempotency-key.ts';
import { systemClock } from './platform/clock.ts';
import { platformOnline } from './platform/online.ts';
import { platformVisibility } from './platform/visibility.ts';

/** Options that belong to the client as a whole. */
export interface ResolvedClient {
  readonly fetch: FetchLike | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly online: Online;
  readonly visibility: Visibility;
  readonly upstream: ((url: URL) => string) | undefined;
  readonly maxUpstreams: number;
  readonly onListenerError: ((error: unknown) => void) | undefined;
  /** What holds for an upstream, its own options laid over the general ones. */
  readonly optionsOf: (key: string) => ResolvedUpstream;
}

/**
 * Fills in the defaults and checks every option, once.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function resolveOptions(options: SteadyOptions = {}): ResolvedClient {
  checkClientOptions(options, 'options');
  const general = layer(DEFAULTS, options, '');
  const { upstreams } = options;
  if (typeof upstreams === 'object') {
    for (const [key, own] of Object.entries(upstreams)) layer(general, own, `upstreams[${JSON.stringify(key)}].`);
  }
  const ownOf = (key: string) => {
    if (typeof upstreams !== 'function') {
      return upstreams !== undefined && Object.hasOwn(upstreams, key) ? upstreams[key] : undefined;
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
    maxUpstreams: options.maxUpstreams ?? 1_000,
    onListenerError: options.onListenerError,
    optionsOf(key) {
      const own = ownOf(key);
      return own === undefined ? general : layer(general, own, `upstreams(${JSON.stringify(key)}).`);
    },
  };
}

function layer(base: ResolvedUpstream, own: UpstreamOptions, path: string): ResolvedUpstream {
  const resolved: ResolvedUpstream = {
    retry: { ...base.retry, ...defined(own.retry) },
    budget: switched(base.budget, own.budget, DEFAULTS.budget),
    timeout: switched(base.timeout, own.timeout, DEFAULTS.timeout),
    circuit: switched(base.circuit, own.circuit, DEFAULTS.circuit),
    idempotencyKey: keyOptions(base.idempotencyKey, own.idempotencyKey),
    trustedProxies: own.trustedProxies ?? base.trustedProxies,
    throwOnFailure: own.throwOnFailure ?? base.throwOnFailure,
  };
  checkTogether(resolved, path);
  return deepFreeze(resolved);
}

/** A part that is `false` stays off; options for it switch it on again. */
function switched<T extends object>(base: false | T, own: false | object | undefined, defaults: T): false | T {
  if (own === undefined) return base;
  return own === false ? false : { ...(base === false ? defaults : base), ...defined(own) };
}

function keyOptions(
  base: ResolvedUpstream['idempotencyKey'],
  own: UpstreamOptions['idempotencyKey'],
): ResolvedUpstream['idempotencyKey'] {
  if (own === undefined) return base;
  if (own === false) return false;
  return { ...DEFAULT_KEY, ...(own === true ? {} : defined(own)) };
}

function checkTogether({ retry, budget, timeout, circuit }: ResolvedUpstream, path: string): void {
  if (retry.baseDelayMs > retry.maxDelayMs) {
    throw new OptionsError(
      `${path}retry.baseDelayMs`,
      retry.baseDelayMs,
      `at most retry.maxDelayMs (${retry.maxDelayMs})`,
    );
  }
  if (budget && budget.initial > budget.capacity) {
    throw new OptionsError(`${path}budget.initial`, budget.initial, `at most budget.capacity (${budget.capacity})`);
  }
  if (timeout && timeout.attemptMs > timeout.totalMs) {
    throw new OptionsError(
      `${path}timeout.attemptMs`,
      timeout.attemptMs,
      `at most timeout.totalMs (${timeout.totalMs})`,
    );
  }
  if (circuit) checkCircuit(circuit, path);
}

function checkCircuit({ openMs, maxOpenMs, jitter, maxWaitMs }: ResolvedCircuit, path: string): void {
  if (openMs > maxOpenMs) {
    throw new OptionsError(`${path}circuit.openMs`, openMs, `at most circuit.maxOpenMs (${maxOpenMs})`);
  }
  const longest = Math.ceil(maxOpenMs * (1 + jitter));
  if (maxWaitMs > 0 && maxWaitMs < longest) {
    const allowed = `0, or at least the longest interval between probes, maxOpenMs * (1 + jitter) = ${longest}`;
    throw new OptionsError(`${path}circuit.maxWaitMs`, maxWaitMs, allowed);
  }
}

/** `undefined` counts as left out; a spread would let it hide a default. */
const defined = <T extends object>(options: T | undefined): T =>
  Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as T;
