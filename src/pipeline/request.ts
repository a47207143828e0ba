import type { FetchInit, FetchInput } from '../model/ports.ts';
import { copyInit, isRequest } from './arguments.ts';
import type { Call } from './call.ts';

/**
 * The init for the next attempt: the caller's own wherever nothing must change.
 *
 * @param input - What the attempt will be sent with.
 * @param controller - Aborts the attempt, where it has a time limit.
 */
export function initOf(call: Call, input: FetchInput, controller: AbortController | undefined): FetchInit | undefined {
  const given = call.attempts === 1 ? call.init : call.again;
  const { headers, own } = call;
  if (headers === undefined && own.body === undefined) {
    if (controller === undefined) return given;
    if (given === undefined && typeof input === 'string') return new LimitedInit(controller);
  }
  const init = copyInit(given);
  if (headers !== undefined) init.headers = headers;
  if (own.body !== undefined) {
    init.body = own.body();
    if (typeof init.body === 'object' && 'getReader' in init.body) init['duplex'] ??= 'half';
  }
  if (isRequest(input) && init.referrer === undefined) {
    // Any init beside a Request resets its referrer.
    init.referrer = input.referrer;
    init.referrerPolicy ??= input.referrerPolicy;
  }
  if (controller !== undefined) {
    Object.defineProperty(init, 'signal', { get: () => controller.signal, enumerable: true, configurable: true });
  }
  return init;
}

/**
 * An init of nothing but a signal, which is made when it is first looked at: in Node that is the dearest part of a time limit.
 *
 * The getter is the init's own, because wrappers of fetch copy inits by spreading them. It is one for all, because engines handle
 * objects whose getters differ as dictionaries; and of all ways to define it, the old method is by far the fastest.
 */
class LimitedInit implements FetchInit {
  declare readonly signal: AbortSignal;
  readonly #controller: AbortController;

  constructor(controller: AbortController) {
    this.#controller = controller;
    defineGetter.call(this, 'signal', this.makeSignal);
  }

  makeSignal(): AbortSignal {
    return this.#controller.signal;
  }
}

/** ECMA-262, section 20.1.3.9.1. */
const { __defineGetter__: defineGetter } = Object.prototype as unknown as {
  __defineGetter__(this: object, name: string, getter: () => unknown): void;
};

/** A `Request` can be sent once; while another attempt is possible, a clone is kept back. */
export function inputOf(call: Call): FetchInput {
  const { input } = call;
  if (!isRequest(input)) return call.attempts === 1 ? input : call.url;
  if (!carriesBody(call, input)) return input;
  const current = call.spare ?? input;
  call.spare = call.attempts < call.maxAttempts && !current.bodyUsed ? current.clone() : undefined;
  return current;
}

/** Firefox does not tell a Request's body. */
const carriesBody = ({ init, own, method }: Call, input: Request): boolean =>
  own.body === undefined && init?.body == null && input.body !== null && method !== 'GET' && method !== 'HEAD';

/** Lets go of a clone that is not needed any more, and with it of the copy of the body. */
export function dropSpare(call: Call): void {
  call.spare?.body?.cancel().catch(() => {});
  call.spare = undefined;
}

/** Is it the request itself that the engine refuses? Asked after a failure, because engines say it with the same error. */
export function isInvalid({ input, init, own, method }: Call): boolean {
  if (typeof Request !== 'function') return false;
  const { signal, ...rest } = copyInit(init);
  const hasBody = own.body !== undefined || init?.body != null;
  try {
    new Request(isRequest(input) ? input.url : input, {
      ...rest,
      method,
      ...(hasBody ? { body: '' } : {}),
      // A real signal is fine, and would get a listener for nothing.
      ...(signal instanceof AbortSignal ? {} : { signal: signal ?? null }),
    });
    return false;
  } catch {
    return true;
  }
}
