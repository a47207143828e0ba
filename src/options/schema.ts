import { OptionsError } from '../model/errors.ts';
import { isEvidence } from '../model/evidence.ts';
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
  trustedProxies: strings,
  throwOnFailure: aBoolean,
};

/** Options of one upstream. */
export const checkUpstreamOptions: Check = shape(ofUpstream);

const evidence: Check = (value, path) => {
  if (typeof value === 'function' || isEvidence(value)) return;
  throw new OptionsError(path, value, 'evidence of steadyfetch/evidence, or a function that loads that module');
};

const upstreams: Check = (value, path) => {
  if (typeof value === 'function') return;
  if (typeof value !== 'object' || value === null) {
    throw new OptionsError(path, value, 'an object of options per upstream key, or a function of the key');
  }
  for (const [key, own] of Object.entries(value)) checkUpstreamOptions(own, `upstreams[${JSON.stringify(key)}]`);
};

/** Options of a client. */
export const checkClientOptions: Check = shape({
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

/** Options of one call. */
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
