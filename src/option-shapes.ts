import { OptionsError } from './model/errors.ts';
import {
  aBoolean,
  aFunction,
  aString,
  type Check,
  milliseconds,
  numberBetween,
  numberFrom,
  oneOf,
  orElse,
  port,
  shape,
  strings,
  timeLimit,
  wholeNumber,
} from './rules/option-checks.ts';

const FOREVER = Number.POSITIVE_INFINITY;

const maxAttempts = wholeNumber(1, 100);

const timeout: Check = orElse([false], shape({ attemptMs: timeLimit, totalMs: timeLimit }));

const ofUpstream = {
  retry: shape({
    maxAttempts,
    baseDelayMs: milliseconds,
    maxDelayMs: milliseconds,
    factor: numberFrom(1, FOREVER),
    jitter: oneOf('full', 'equal', 'none'),
    overloadBaseDelayMs: milliseconds,
    maxRetryAfterMs: milliseconds,
    shouldRetry: aFunction,
  }),
  budget: orElse(
    [false],
    shape({
      capacity: numberFrom(1, FOREVER),
      initial: numberFrom(0, FOREVER),
      perSuccess: numberFrom(0, FOREVER),
    }),
  ),
  timeout,
  circuit: orElse(
    [false],
    shape({
      windowMs: numberFrom(100, FOREVER),
      minimumCalls: wholeNumber(1, 1_000_000),
      failureRatio: numberFrom(0, 1),
      surprise: numberBetween(0, 1),
      quietMs: milliseconds,
      openMs: numberFrom(1, FOREVER),
      growth: numberFrom(1, FOREVER),
      maxOpenMs: numberFrom(1, FOREVER),
      jitter: numberFrom(0, 0.5),
      probeEveryCalls: wholeNumber(1, 1_000_000),
      minProbeMs: milliseconds,
      maxWaitMs: milliseconds,
      maxWaiting: wholeNumber(0, 1_000_000),
      releaseRatio: numberBetween(0, 1),
    }),
  ),
  idempotencyKey: orElse([true, false], shape({ header: aString, create: aFunction })),
  trustedProxies: strings,
  throwOnFailure: aBoolean,
};

/** Options of one upstream. */
export const checkUpstreamOptions: Check = shape(ofUpstream);

/** Options of a client. */
export const checkClientOptions: Check = shape({
  ...ofUpstream,
  fetch: aFunction,
  clock: port('now', 'wallNow', 'sleep'),
  random: aFunction,
  online: port('isOnline', 'subscribe'),
  visibility: port('isVisible', 'subscribe'),
  upstream: aFunction,
  upstreams: (value, path) => {
    if (typeof value !== 'function') perUpstream(value, path);
  },
  maxUpstreams: wholeNumber(1, 1_000_000),
  onListenerError: aFunction,
});

/** Options of one call. Whether its time limits fit together shows only beside those of its upstream. */
export const checkCallOptions: Check = shape({
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

const perUpstream: Check = (value, path) => {
  if (typeof value !== 'object' || value === null) {
    throw new OptionsError(path, value, 'an object of options per upstream key, or a function of the key');
  }
  for (const [key, own] of Object.entries(value)) {
    checkUpstreamOptions(own, `upstreams[${JSON.stringify(key)}]`);
  }
};
