import {
  type Attributes,
  type Context,
  context,
  diag,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type {
  AttemptEnded,
  AttemptStarted,
  CallSettled,
  CallStarted,
  FetchInit,
  FetchInput,
  FetchLike,
  SteadyEvent,
  Verdict,
} from '../index.ts';
import { addressOf, isError, knownMethods, redacted, verdictAttributes } from './attributes.ts';
import type { InstrumentOptions } from './options.ts';

interface TracedCall {
  readonly span: Span;
  /** That of the app at the call, with the span of the call in it. */
  readonly context: Context;
  readonly name: string;
  readonly attributes: Attributes;
  readonly attempts: Map<number, Span>;
  readonly propagates: boolean;
}

/** A span per call, and one per attempt as its child. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #options: InstrumentOptions;
  readonly #calls = new Map<number, TracedCall>();
  readonly #known = knownMethods();

  constructor(tracer: Tracer, options: InstrumentOptions) {
    this.#tracer = tracer;
    this.#options = options;
  }

  hear(event: SteadyEvent): void {
    if (event.type === 'call.started') this.#begin(event);
    else if (event.type === 'attempt.started') this.#started(event);
    else if (event.type === 'attempt.ended') this.#ended(event);
    else if (event.type === 'call.settled') this.#settled(event);
    else if (event.type === 'client.reset' || event.type === 'client.closed') this.close();
    else if (event.type === 'retry.scheduled' || event.type === 'call.waiting') {
      this.#calls.get(event.callId)?.span.addEvent(event.type, {
        'steadyfetch.wait_reason': event.waitReason,
        ...('delayMs' in event ? { 'steadyfetch.delay': event.delayMs / 1_000 } : {}),
      });
    }
  }

  /** Sends an attempt within its span. Whatever goes wrong here, the request is sent. */
  send(callId: number, attempt: number, inner: FetchLike): FetchLike | undefined {
    const call = this.#calls.get(callId);
    if (call === undefined) return undefined;
    try {
      const within = trace.setSpan(call.context, this.#attempt(call, attempt));
      return (input, init) => {
        const sent = call.propagates ? withHeaders(within, input, init) : init;
        return context.with(within, () => (sent === undefined ? inner(input) : inner(input, sent)));
      };
    } catch (error) {
      diag.error('steadyfetch: no span for an attempt', error);
      return undefined;
    }
  }

  /** Ends what is open: nothing more will be heard of it. */
  close(): void {
    for (const { span, attempts } of this.#calls.values()) {
      for (const attempt of attempts.values()) attempt.end();
      span.end();
    }
    this.#calls.clear();
  }

  #begin({ callId, method, url, upstream }: CallStarted): void {
    const { urlFull = redacted, propagate = [], attributes: own } = this.#options;
    const isKnown = this.#known.has(method);
    const attributes: Attributes = {
      ...own,
      'http.request.method': isKnown ? method : '_OTHER',
      ...(isKnown ? {} : { 'http.request.method_original': method }),
      ...addressOf(url, urlFull),
      'steadyfetch.upstream': upstream,
    };
    const name = isKnown ? method : 'HTTP';
    const outer = context.active();
    const span = this.#tracer.startSpan(`steadyfetch ${name}`, { kind: SpanKind.INTERNAL, attributes }, outer);
    this.#calls.set(callId, {
      span,
      context: trace.setSpan(outer, span),
      name,
      attributes,
      attempts: new Map(),
      propagates: propagate.includes(upstream),
    });
  }

  #started({ callId, attempt, probe }: AttemptStarted): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    const span = this.#attempt(call, attempt);
    if (probe) span.setAttribute('steadyfetch.probe', true);
  }

  /** Made when the request is sent by `otelFetch`; otherwise when its event comes. */
  #attempt(call: TracedCall, attempt: number): Span {
    const known = call.attempts.get(attempt);
    if (known !== undefined) return known;
    const attributes =
      attempt === 1 ? call.attributes : { ...call.attributes, 'http.request.resend_count': attempt - 1 };
    const kind = this.#options.hasRequestSpans ? SpanKind.INTERNAL : SpanKind.CLIENT;
    const span = this.#tracer.startSpan(call.name, { kind, attributes }, call.context);
    call.attempts.set(attempt, span);
    return span;
  }

  #ended({ callId, attempt, verdict }: AttemptEnded): void {
    const attempts = this.#calls.get(callId)?.attempts;
    const span = attempts?.get(attempt);
    if (span === undefined) return;
    attempts?.delete(attempt);
    end(span, verdict);
  }

  #settled({ callId, verdict, outcome, settledBecause, attempts }: CallSettled): void {
    const call = this.#calls.get(callId);
    if (call === undefined) return;
    this.#calls.delete(callId);
    call.span.setAttributes({
      'steadyfetch.outcome': outcome,
      'steadyfetch.settled_because': settledBecause,
      'steadyfetch.attempts': attempts,
    });
    end(call.span, verdict);
  }
}

function end(span: Span, verdict: Verdict): void {
  if (span.isRecording()) {
    span.setAttributes(verdictAttributes(verdict));
    if (isError(verdict)) span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/** The init of a request that carries the context: those headers are laid over its own. */
function withHeaders(within: Context, input: FetchInput, init: FetchInit | undefined): FetchInit {
  const request = typeof input === 'object' && 'headers' in input ? input : undefined;
  const headers = new Headers(init?.headers ?? request?.headers);
  propagation.inject(within, headers, { set: (carrier, name, value) => carrier.set(name, value) });
  // Any init beside a Request resets its referrer.
  const kept = request === undefined ? {} : { referrer: request.referrer, referrerPolicy: request.referrerPolicy };
  return { ...kept, ...init, headers };
}
