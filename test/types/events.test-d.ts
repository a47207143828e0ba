import { describe, expectTypeOf, it } from 'vitest';
import {
  type AttemptEnded,
  type CallReport,
  type CallSettled,
  CircuitOpenError,
  type CircuitOpened,
  classify,
  createSteadyFetch,
  isCircuitOpenError,
  isUpstreamError,
  type RetryScheduled,
  reportOf,
  type SteadyEvent,
  type SteadyEventOf,
  type SteadyEventType,
  type UpstreamStatus,
  type Verdict,
} from '../../src/index.ts';

const steady = createSteadyFetch();

describe('events, to TypeScript', () => {
  it('come as the type that was asked for', () => {
    steady.on('retry.scheduled', (event) => {
      expectTypeOf(event).toEqualTypeOf<RetryScheduled>();
      expectTypeOf(event.delayMs).toBeNumber();
      expectTypeOf(event.verdict).toEqualTypeOf<Verdict>();
    });
    steady.on('circuit.opened', (event) => {
      expectTypeOf(event).toEqualTypeOf<CircuitOpened>();
      // @ts-expect-error a circuit belongs to no call
      event.callId;
    });
    // @ts-expect-error there is no such event
    steady.on('retry.planned', () => {});
  });

  it('narrow by their type', () => {
    steady.subscribe((event) => {
      expectTypeOf(event).toEqualTypeOf<SteadyEvent>();
      expectTypeOf(event.at).toBeNumber();
      // @ts-expect-error not every event has a verdict
      event.verdict;
      if (event.type === 'attempt.ended') expectTypeOf(event).toEqualTypeOf<AttemptEnded>();
      if (event.type === 'call.settled') expectTypeOf(event).toEqualTypeOf<CallSettled>();
      if (event.type.startsWith('call.')) return;
      // @ts-expect-error events are facts
      event.at = 0;
    });
  });

  it('can all be told apart', () => {
    const name = (event: SteadyEvent): string => {
      switch (event.type) {
        case 'call.started':
        case 'attempt.started':
        case 'attempt.ended':
        case 'retry.scheduled':
        case 'call.waiting':
        case 'call.recovered':
        case 'call.settled':
          return event.url;
        case 'circuit.opened':
        case 'circuit.half-opened':
        case 'circuit.closed':
          return event.upstream;
        case 'network.offline':
        case 'network.online':
        case 'client.closed':
        case 'client.reset':
          return 'network';
        default:
          return event satisfies never;
      }
    };
    expectTypeOf(name).returns.toBeString();
    expectTypeOf<SteadyEventOf<SteadyEventType>>().toEqualTypeOf<SteadyEvent>();
    expectTypeOf<SteadyEventOf<'call.settled'>>().toEqualTypeOf<CallSettled>();
  });

  it('may be heard by anything that can be called', () => {
    expectTypeOf(steady.on('call.started', async () => 5)).toEqualTypeOf<() => void>();
    expectTypeOf(steady.subscribe(() => {})).toEqualTypeOf<() => void>();
    steady.on('call.started', () => {}, { signal: AbortSignal.abort() });
  });
});

describe('the handle, to TypeScript', () => {
  it('tells about upstreams', () => {
    expectTypeOf(steady.upstreams()).toEqualTypeOf<readonly UpstreamStatus[]>();
    expectTypeOf(steady.isolate('a')).toEqualTypeOf<() => void>();
    expectTypeOf(steady.retryNow).parameters.toEqualTypeOf<[upstream?: string | undefined]>();
    expectTypeOf(steady.cancel).parameters.toEqualTypeOf<[upstream?: string | undefined, reason?: unknown]>();
    expectTypeOf(steady.close).returns.toEqualTypeOf<void>();
  });
});

describe('verdicts, reports and errors, to TypeScript', () => {
  it('give a verdict on anything that fetch can end with', () => {
    expectTypeOf(classify(new Response())).toEqualTypeOf<Verdict>();
    expectTypeOf(classify(new TypeError('fetch failed'))).toEqualTypeOf<Verdict>();
    expectTypeOf(classify('anything')).toEqualTypeOf<Verdict>();
  });

  it('narrow verdicts by their kind', () => {
    const verdict: Verdict = classify(new Response());
    if (verdict.kind === 'bad-gateway') expectTypeOf(verdict.status).toBeNumber();
    // @ts-expect-error a failure without a response has no status
    if (verdict.kind === 'network') verdict.status;
  });

  it('give a report for any result', () => {
    expectTypeOf(reportOf(new Response())).toEqualTypeOf<CallReport | undefined>();
    expectTypeOf(reportOf(new Error('any'))).toEqualTypeOf<CallReport | undefined>();
  });

  it('narrow what was caught', () => {
    const caught: unknown = new CircuitOpenError('a', 0, 'route', classify(new Response()));
    if (isCircuitOpenError(caught)) expectTypeOf(caught.retryAt).toEqualTypeOf<number | undefined>();
    if (isCircuitOpenError(caught)) expectTypeOf(caught.scope).toEqualTypeOf<'route' | 'upstream'>();
    if (isUpstreamError(caught)) expectTypeOf(caught.response).toEqualTypeOf<Response>();
    expectTypeOf<CircuitOpenError>().toExtend<TypeError>();
    expectTypeOf<CircuitOpenError['code']>().toEqualTypeOf<'STEADY_CIRCUIT_OPEN'>();
  });
});
