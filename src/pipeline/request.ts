import type { FetchInit, FetchInput } from '../model/ports.ts';
import { copyInit, isRequest } from './arguments.ts';
import type { Call } from './call.ts';

/**
 * What the inner fetch is given for the next attempt: the caller's own arguments wherever nothing must change.
 *
 * @param controller - Aborts the attempt, where it has a time limit.
 */
export function requestOf(call: Call, controller: AbortController | undefined): [FetchInput, FetchInit?] {
  const input = inputOf(call);
  const given = call.attempts === 1 ? call.init : call.again;
  if (controller === undefined && call.headers === undefined && call.own.body === undefined) {
    return given === undefined ? [input] : [input, given];
  }
  const init = given === undefined ? {} : copyInit(given);
  if (call.headers !== undefined) init.headers = call.headers;
  if (call.own.body !== undefined) {
    init.body = call.own.body();
    if (typeof init.body === 'object' && 'getReader' in init.body) init['duplex'] ??= 'half';
  }
  if (isRequest(input) && init.referrer === undefined) {
    // Any init beside a Request resets its referrer.
    init.referrer = input.referrer;
    init.referrerPolicy ??= input.referrerPolicy;
  }
  return [input, controller === undefined ? init : limited(init, controller)];
}

/** A getter, because Node makes a controller's signal when it is first looked at, and that is the dearest part of a time limit. */
const limited = (init: FetchInit, controller: AbortController): FetchInit => ({
  ...init,
  get signal() {
    return controller.signal;
  },
});

/** A `Request` can be sent once; while another attempt is possible, a clone is kept back. */
function inputOf(call: Call): FetchInput {
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
