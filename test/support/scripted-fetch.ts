import type { Clock } from '../../src/model/ports.ts';

/** A status, an error to reject with, `hang` until aborted, or whatever a function makes of the request. */
export type Answer =
  | number
  | Error
  | 'hang'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | ((input: RequestInfo | URL, init: RequestInit | undefined) => Response | Promise<Response>);

/** A fetch that plays a script; the last answer repeats. Keeps what it was called with. */
export function scriptedFetch(...answers: Answer[]) {
  const calls: { input: RequestInfo | URL; init: RequestInit | undefined }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const answer = answers[Math.min(calls.length, answers.length - 1)] ?? 200;
    calls.push({ input, init });
    const signal = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    return play(answer, input, init, signal ?? undefined);
  };
  return Object.assign(fetch, { calls });
}

/** A fetch whose upstream is up or down by the clock, and answers after `latencyMs`. */
export function fetchByTheClock(clock: Clock, statusAt: (now: number) => number, latencyMs = 5) {
  const sentAt: number[] = [];
  const fetch = async (_input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    sentAt.push(clock.now());
    const status = statusAt(clock.now());
    await clock.sleep(latencyMs, init?.signal ?? undefined, { ref: true });
    return new Response(`status ${status}`, { status });
  };
  return Object.assign(fetch, { sentAt });
}

async function play(
  answer: Answer,
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if (signal?.aborted) throw signal.reason;
  if (typeof answer === 'number') return new Response(answer === 204 ? null : `status ${answer}`, { status: answer });
  if (answer instanceof Error) throw answer;
  if (typeof answer === 'function') return answer(input, init);
  if (answer === 'hang') {
    return new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
  const { status, headers, body = `status ${status}` } = answer;
  return new Response(body, { status, ...(headers === undefined ? {} : { headers }) });
}
