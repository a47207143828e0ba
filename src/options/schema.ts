import { OptionsError } from '../model/errors.ts';
import { isEvidence } from '../model/evidence.ts';
import type { SteadyCallOptions, SteadyOptions, UpstreamOptions } from '../model/options.ts';
import {
  aBoolean,
  aFunction,
  aString,
  type Check,
  milliseconds,
  numberFrom,
  oneOf,
  orElse,
  port,
  shape,
  strings,
  timeLimit,
  wholeNumber,
} from './checks.ts';
import { merge } from './merge.ts';

const NO_MAXIMUM = Number.POSITIVE_INFINITY;

const maxAttempts = wholeNumber(1, 100);

const timeout: Check = orElse([false], shape({ attemptMs: timeLimit, totalMs: timeLimit }));

const ofUpstream = {
  retry: shape({
    maxAttempts,
    baseDelayMs: milliseconds,
    maxDelayMs: milliseconds,
    maxRetryAfterMs: milliseconds,
    hedgeAfterMs: orElse([false], numberFrom(1, NO_MAXIMUM)),
    shouldRetry: aFunction,
    beforeRetry: aFunction,
    retryAfterHeader: aString,
  }),
  budget: orElse([false], shape({ capacity: numberFrom(1, NO_MAXIMUM) })),
  timeout,
  circuit: orElse(
    [false],
    shape({
      openMs: numberFrom(1, NO_MAXIMUM),
      maxOpenMs: numberFrom(1, NO_MAXIMUM),
      maxWaitMs: milliseconds,
      maxWaiting: wholeNumber(0, 1_000_000),
    }),
  ),
  idempotencyKey: orElse([true, false], shape({ header: aString, create: aFunction })),
  idempotent: aBoolean,
  trustedProxies: strings,
  throwOnFailure: aBoolean,
};

const upstream = shape(ofUpstream);

/** Two options of which the first may not be larger. Only what the app itself has set can contradict itself: defaults adapt. */
const PAIRS = [
  ['retry', 'baseDelayMs', 'maxDelayMs'],
  ['timeout', 'attemptMs', 'totalMs'],
  ['circuit', 'openMs', 'maxOpenMs'],
] as const;

function checkPairs(options: object, path: string): void {
  for (const [group, lower, upper] of PAIRS) {
    const { [lower]: low, [upper]: high } = Object((options as Record<string, unknown>)[group]);
    if (low > high)
      throw new OptionsError(`${path}${group}.${lower}`, low, `at most ${path}${group}.${upper} (${high})`);
  }
}

/** Options that a function of the app gave for one upstream, alone and together with the general ones. */
export function checkUpstreamOptions(general: UpstreamOptions, own: UpstreamOptions, key: string): void {
  const path = `upstreams(${JSON.stringify(key)})`;
  upstream(own, path);
  checkPairs(merge(general, own), `${path}.`);
}

const evidence: Check = (value, path) => {
  if (typeof value === 'function' || isEvidence(value)) return;
  throw new OptionsError(path, value, 'evidence of steadyfetch/evidence, or a function that loads that module');
};

const upstreams: Check = (value, path) => {
  if (typeof value === 'function') return;
  if (typeof value !== 'object' || value === null) {
    throw new OptionsError(path, value, 'an object of options per upstream key, or a function of the key');
  }
  for (const [key, own] of Object.entries(value)) upstream(own, `upstreams[${JSON.stringify(key)}]`);
};

const client = shape({
  ...ofUpstream,
  fetch: aFunction,
  clock: port('now', 'wallNow', 'sleep'),
  random: aFunction,
  online: port('isOnline', 'subscribe'),
  visibility: port('isVisible', 'subscribe'),
  upstream: aFunction,
  upstreams,
  evidence,
  onListenerError: aFunction,
});

/** Options of a client. */
export function checkClientOptions(options: SteadyOptions): void {
  client(options, 'options');
  checkPairs(options, '');
  const { upstreams } = options;
  if (typeof upstreams !== 'object') return;
  for (const [key, own] of Object.entries(upstreams)) {
    checkPairs(merge(options, own), `upstreams[${JSON.stringify(key)}].`);
  }
}

const call = shape({
  maxAttempts,
  timeout,
  idempotent: aBoolean,
  idempotencyKey: orElse([true], aString),
  body: aFunction,
  upstream: aString,
  circuit: oneOf(false),
  throwOnFailure: aBoolean,
  shouldRetry: aFunction,
  notice: orElse(
    [false],
    shape({
      importance: oneOf('user', 'view', 'background'),
      label: aString,
      surface: oneOf('app', 'playback', 'inline'),
    }),
  ),
});

/** Options of one call. */
export function checkCallOptions(options: SteadyCallOptions): void {
  call(options, 'init.steady');
  checkPairs(options, 'init.steady.');
}
