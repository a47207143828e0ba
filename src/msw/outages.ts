import { delay, type HttpHandler, type HttpResponseResolver, http } from 'msw';
import { OptionsError } from '../index.ts';
import { badGateway, gatewayTimeout } from './answers.ts';

/** A handler for `server.use()` that a test can end: then the handlers after it answer again. */
export interface EndableHandler extends HttpHandler {
  end(): void;
}

export interface OutageOptions {
  /**
   * Which requests are concerned, as for `http.all()`.
   *
   * @defaultValue '*'
   */
  readonly path?: string | RegExp;
  /** What they are answered with. Default: `badGateway()`, for a brown-out `gatewayTimeout()`. */
  readonly answer?: HttpResponseResolver;
}

export interface BrownoutOptions extends OutageOptions {
  /**
   * How many of the requests fail, from 0 to 1. The others are answered by the handlers after this one.
   *
   * @defaultValue 0.5
   */
  readonly ratio?: number;
  /**
   * Which of them: the same seed gives the same requests.
   *
   * @defaultValue 1
   */
  readonly seed?: number;
  /**
   * How long every answer takes, in ms of `setTimeout`.
   *
   * @defaultValue 0
   */
  readonly delayMs?: number;
}

/**
 * Fails a ratio of the requests, and leaves the others to the handlers after it. The same seed fails the same ones: by their order, whatever
 * they ask for.
 */
export function flaky(ratio: number, seed = 1, answer: HttpResponseResolver = badGateway()): HttpResponseResolver {
  if (typeof ratio !== 'number' || !(ratio >= 0 && ratio <= 1)) {
    throw new OptionsError('ratio', ratio, 'a number from 0 to 1');
  }
  if (!Number.isSafeInteger(seed)) throw new OptionsError('seed', seed, 'a whole number');
  if (typeof answer !== 'function') throw new OptionsError('answer', answer, 'a resolver, such as badGateway()');
  const random = seeded(seed);
  return (info) => (random() < ratio ? answer(info) : undefined);
}

/** Fails every request, until `end()` is called. */
export const outage = ({ path = '*', answer = badGateway() }: OutageOptions = {}): EndableHandler =>
  endable(path, flaky(1, 1, answer));

/** Fails some of the requests and slows down all of them, until `end()` is called. */
export function brownout({
  path = '*',
  answer = gatewayTimeout(),
  ratio = 0.5,
  seed = 1,
  delayMs = 0,
}: BrownoutOptions = {}): EndableHandler {
  if (typeof delayMs !== 'number' || !(delayMs >= 0 && delayMs < 2 ** 31)) {
    throw new OptionsError('delayMs', delayMs, 'a number of ms from 0 on');
  }
  const fail = flaky(ratio, seed, answer);
  return endable(path, async (info) => {
    // Decided in the order in which requests arrive, not in that of the answers.
    const failure = fail(info);
    if (delayMs > 0) await delay(delayMs);
    return failure;
  });
}

function endable(path: string | RegExp, resolver: HttpResponseResolver): EndableHandler {
  let hasEnded = false;
  const handler = http.all(path, (info) => (hasEnded ? undefined : resolver(info)));
  return Object.assign(handler, {
    end: () => {
      hasEnded = true;
    },
  });
}

/** Mulberry32: small, and the same everywhere. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
