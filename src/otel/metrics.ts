import type { Attributes, BatchObservableCallback, Counter, Histogram, Meter } from '@opentelemetry/api';
import type {
  AttemptEnded,
  AttemptStarted,
  CallSettled,
  SettledBecause,
  SteadyEvent,
  SteadyFetch,
  UpstreamStatus,
  VerdictKind,
} from '../index.ts';
import { knownMethods } from './attributes.ts';
import type { InstrumentOptions } from './options.ts';
import { UpstreamLabels } from './upstream-labels.ts';

/** In seconds, as the semantic conventions advise for HTTP. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
/** Waits are as long as a call may wait for its upstream. */
const WAIT_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60];

/** A request could have been sent, and was not. */
const REFUSALS: ReadonlySet<SettledBecause> = new Set<SettledBecause>([
  ...(['circuit-open', 'budget', 'not-replayable', 'body-not-replayable', 'keeps-failing'] as const),
  'retry-after-too-long',
]);

/** What the state of a circuit is as a number: anything above 0 is trouble. */
const STATES: Readonly<Record<UpstreamStatus['state'], number>> = { closed: 0, 'half-open': 1, open: 2 };

/** What is known of a call until it settles. */
interface CountedCall {
  failure: VerdictKind | undefined;
  hasWaited: boolean;
  inFlight: number;
  /** Ms in which at least one attempt was in flight. */
  inFlightMs: number;
  /** Epoch ms of the first of the attempts that are beside each other. */
  since: number;
  isBeside: boolean;
}

/** The metrics of one client. */
export class Metrics {
  readonly #own: Attributes;
  readonly #labels: UpstreamLabels;
  readonly #known = knownMethods();
  readonly #calls = new Map<number, CountedCall>();
  readonly #callDuration: Histogram;
  readonly #attemptDuration: Histogram;
  readonly #waitDuration: Histogram;
  readonly #retries: Counter;
  readonly #refusals: Counter;
  readonly #recoveries: Counter;
  readonly #stopObserving: () => void;

  constructor(meter: Meter, steady: SteadyFetch, { attributes = {}, maxUpstreams = 50 }: InstrumentOptions) {
    this.#own = attributes;
    this.#labels = new UpstreamLabels(maxUpstreams);
    const duration = (name: string, description: string, explicitBucketBoundaries = BUCKETS) =>
      meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
    const counter = (name: string, unit: string, description: string) =>
      meter.createCounter(name, { unit, description });
    this.#callDuration = duration('steadyfetch.call.duration', 'Time from the call until it settled');
    this.#attemptDuration = duration(
      'steadyfetch.attempt.duration',
      'Time from a request to its headers, or to its failure',
    );
    this.#waitDuration = duration(
      'steadyfetch.wait.duration',
      'Time in which a call that waited had no request in flight',
      WAIT_BUCKETS,
    );
    this.#retries = counter(
      'steadyfetch.retries',
      '{request}',
      'Requests that were sent again, by what made that necessary',
    );
    this.#refusals = counter(
      'steadyfetch.refusals',
      '{call}',
      'Calls that ended because a request was not sent, or not sent again',
    );
    this.#recoveries = counter('steadyfetch.recoveries', '{call}', 'Calls that succeeded after a failure or a wait');
    this.#stopObserving = observe(meter, steady, this.#labels, attributes);
  }

  hear(event: SteadyEvent): void {
    if (event.type === 'call.started') {
      const none = { failure: undefined, hasWaited: false, isBeside: false };
      this.#calls.set(event.callId, { ...none, inFlight: 0, inFlightMs: 0, since: 0 });
      return;
    }
    // A call that was under way when we began is not counted at all.
    const call = 'callId' in event ? this.#calls.get(event.callId) : undefined;
    if (call === undefined) {
      if (event.type === 'client.reset' || event.type === 'client.closed') this.#calls.clear();
    } else if (event.type === 'attempt.started') this.#started(call, event);
    else if (event.type === 'attempt.ended') this.#ended(call, event);
    else if (event.type === 'call.recovered') this.#recoveries.add(1, this.#attributesOf(event.upstream));
    else if (event.type === 'call.settled') this.#settled(call, event);
    else call.hasWaited = true;
  }

  close(): void {
    this.#calls.clear();
    this.#stopObserving();
  }

  #started(call: CountedCall, { attempt, at, upstream }: AttemptStarted): void {
    const isBeside = call.inFlight++ > 0;
    call.isBeside ||= isBeside;
    if (!isBeside) call.since = at;
    if (attempt === 1) return;
    const reason = isBeside ? 'silence' : call.failure;
    this.#retries.add(1, { ...this.#attributesOf(upstream), 'steadyfetch.reason': reason });
  }

  #ended(call: CountedCall, { upstream, method, verdict, elapsedMs, at }: AttemptEnded): void {
    if (verdict.kind !== 'ok') call.failure = verdict.kind;
    if (verdict.transient) this.#expect(upstream, verdict.kind);
    if (--call.inFlight === 0) {
      call.inFlightMs += call.isBeside ? at - call.since : elapsedMs;
      call.isBeside = false;
    }
    this.#attemptDuration.record(elapsedMs / 1_000, {
      ...this.#attributesOf(upstream),
      'http.request.method': this.#methodOf(method),
      'steadyfetch.verdict': verdict.kind,
    });
  }

  /** A series that begins above 0 has no rate for what happened before. So these begin at the failure, and not at what follows. */
  #expect(upstream: string, reason: VerdictKind): void {
    const attributes = this.#attributesOf(upstream);
    this.#retries.add(0, { ...attributes, 'steadyfetch.reason': reason });
    this.#recoveries.add(0, attributes);
  }

  #settled(call: CountedCall, { callId, upstream, method, outcome, settledBecause, elapsedMs }: CallSettled): void {
    this.#calls.delete(callId);
    const attributes = this.#attributesOf(upstream);
    this.#callDuration.record(elapsedMs / 1_000, {
      ...attributes,
      'http.request.method': this.#methodOf(method),
      'steadyfetch.outcome': outcome,
      'steadyfetch.settled_because': settledBecause,
    });
    if (call.hasWaited) this.#waitDuration.record(Math.max(0, elapsedMs - call.inFlightMs) / 1_000, attributes);
    if (REFUSALS.has(settledBecause))
      this.#refusals.add(1, { ...attributes, 'steadyfetch.settled_because': settledBecause });
  }

  #attributesOf(upstream: string): Attributes {
    return { ...this.#own, 'steadyfetch.upstream': this.#labels.of(upstream) };
  }

  #methodOf(method: string): string {
    return this.#known.has(method) ? method : '_OTHER';
  }
}

/** Looks at the upstreams whenever metrics are collected. Those that share a label count together: the worst circuit, the emptiest budget. */
function observe(meter: Meter, steady: SteadyFetch, labels: UpstreamLabels, own: Attributes): () => void {
  const state = meter.createObservableGauge('steadyfetch.circuit.state', {
    description: 'Circuit of an upstream: 0 closed, 1 half-open, 2 open',
  });
  const waiting = meter.createObservableUpDownCounter('steadyfetch.calls.waiting', {
    unit: '{call}',
    description: 'Calls that wait, for a retry or for their upstream to come back',
  });
  const budget = meter.createObservableGauge('steadyfetch.retry_budget', {
    unit: '{token}',
    description: 'Retries that the budget of an upstream still allows',
  });
  const look: BatchObservableCallback = (result) => {
    const byLabel = new Map<string, { state: number; waiting: number; budget: number }>();
    for (const status of steady.upstreams()) {
      const label = labels.of(status.upstream);
      const known = byLabel.get(label) ?? { state: 0, waiting: 0, budget: Number.POSITIVE_INFINITY };
      byLabel.set(label, {
        state: Math.max(known.state, STATES[status.state]),
        waiting: known.waiting + status.waiting,
        budget: Math.min(known.budget, status.budget),
      });
    }
    for (const [label, seen] of byLabel) {
      const attributes = { ...own, 'steadyfetch.upstream': label };
      result.observe(state, seen.state, attributes);
      result.observe(waiting, seen.waiting, attributes);
      if (seen.budget !== Number.POSITIVE_INFINITY) result.observe(budget, seen.budget, attributes);
    }
  };
  const observables = [state, waiting, budget];
  meter.addBatchObservableCallback(look, observables);
  return () => meter.removeBatchObservableCallback(look, observables);
}
