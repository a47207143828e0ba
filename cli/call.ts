import {
  type CallReport,
  type Clock,
  classify,
  createSteadyFetch,
  reportOf,
  type SettledBecause,
  type SteadyEvent,
  type Verdict,
} from '../src/index.ts';
import { redactUrl } from './redact.ts';
import { type AttemptReport, productOf, type Subject } from './subject.ts';

/** A request as it is to be sent. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface CallSettings {
  readonly attempts: number;
  /** The time limit of one attempt, and of reading a body. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: SteadyEvent) => void;
}

/** Of a good answer, more than this is not read to see whether its body breaks off. */
const MAX_BODY_BYTES = 1_000_000;

/** Makes one call through a client of the library, and keeps what may be shown of it. Its body is read, and never kept. */
export async function makeCall(sent: Sent, settings: CallSettings): Promise<Subject> {
  const { attempts: maxAttempts, timeoutMs, clock, signal, onEvent } = settings;
  const timeout = { attemptMs: timeoutMs };
  const steady = createSteadyFetch({
    clock,
    // One call alone: what it meets is the answer, whatever it may mean for others.
    circuit: false,
    budget: false,
    retry: { maxAttempts, hedgeAfterMs: false },
  });
  const history = new History();
  steady.subscribe((event) => {
    history.add(event);
    onEvent?.(event);
  });
  try {
    const { method, url, body } = sent;
    const headers = sent.headers.map(([name, value]): [string, string] => [name, value]);
    const init = { method, headers, signal, ...(body === undefined ? {} : { body }), steady: { timeout } };
    const outcome: unknown = await steady(url, init).catch((error: unknown) => error);
    const isAnswer = outcome instanceof Response;
    const cut = isAnswer ? await readBody(outcome, url, settings) : undefined;
    const server = isAnswer ? productOf(outcome.headers.get('server')) : undefined;
    const verdict = cut ?? history.verdict ?? classify(outcome, { url });
    return {
      method,
      url: redactUrl(url),
      verdict,
      ...(server === undefined ? {} : { server }),
      isOfBrowser: false,
      report: reportOf(outcome) ?? history.report(sent),
    };
  } finally {
    steady.close();
  }
}

/** What the events of one call say. A call that succeeds at once has no report of its own. */
class History {
  readonly #attempts: AttemptReport[] = [];
  readonly #startedAt = new Map<number, number>();
  #delayMs: number | undefined;
  #settledBecause: SettledBecause = 'success';
  #elapsedMs = 0;
  verdict: Verdict | undefined;

  add(event: SteadyEvent): void {
    if (event.type === 'attempt.started') this.#startedAt.set(event.attempt, event.at);
    if (event.type === 'retry.scheduled') this.#delayMs = event.delayMs;
    if (event.type === 'attempt.ended') {
      const { attempt, elapsedMs, verdict, at } = event;
      const delay = this.#delayMs === undefined ? {} : { delayMs: this.#delayMs };
      this.#attempts.push({ attempt, startedAt: this.#startedAt.get(attempt) ?? at, elapsedMs, verdict, ...delay });
    }
    if (event.type === 'call.settled') {
      this.verdict = event.verdict;
      this.#settledBecause = event.settledBecause;
      this.#elapsedMs = event.elapsedMs;
    }
  }

  report({ method, url }: Sent): CallReport {
    return {
      callId: 1,
      upstream: new URL(url).origin,
      method,
      attempts: this.#attempts,
      settledBecause: this.#settledBecause,
      elapsedMs: this.#elapsedMs,
      supportIds: [],
    };
  }
}

/** What is wrong with the body of an answer that began well; `undefined` where nothing is, and for failed answers. */
async function readBody(response: Response, url: string, settings: CallSettings): Promise<Verdict | undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return undefined;
  const isStream = /^text\/event-stream\b/i.test(response.headers.get('content-type') ?? '');
  if (!response.ok || isStream) {
    await reader.cancel().catch(() => {});
    return undefined;
  }
  const { clock, timeoutMs, signal } = settings;
  const begun = `status:${response.status}`;
  const stop = new AbortController();
  const tooLate = clock.sleep(timeoutMs, AbortSignal.any([stop.signal, signal])).then(
    () => 'too late' as const,
    () => 'stopped' as const,
  );
  try {
    for (let size = 0; size < MAX_BODY_BYTES; ) {
      const read = await Promise.race([reader.read(), tooLate]);
      if (read === 'too late') return { ...STALLED, evidence: [begun, ...STALLED.evidence] };
      if (read === 'stopped' || read.done) return undefined;
      size += read.value.byteLength;
    }
    return undefined;
  } catch (error) {
    const verdict = classify(error, { url });
    return { ...verdict, evidence: [begun, ...verdict.evidence] };
  } finally {
    stop.abort();
    // A body without an end would keep the process from ending.
    await Promise.race([reader.cancel().catch(() => {}), tooLate]);
  }
}

const STALLED: Verdict = {
  kind: 'attempt-timeout',
  fault: 'unknown',
  transient: true,
  reached: 'yes',
  evidence: ['timeout:attempt', 'body:stalled'],
};
