import type { SteadyEvent } from '../index.ts';

// What the worker and its pages say to each other. Other code of the origin can send the same, so nothing is believed by its sender alone.

/** From a page: a user pressed "Try now". */
export const RETRY_NOW = 'steadyfetch.retry-now';

/** From the worker: events of one call that is in trouble. All but the last one happened before. */
export interface EventsMessage {
  readonly steadyfetch: 'events';
  /** Which start of the worker: each counts its calls from 1. */
  readonly worker: string;
  readonly events: readonly SteadyEvent[];
}

type Check = (value: unknown) => boolean;

const isCount: Check = (value) => typeof value === 'number' && value >= 0 && Number.isFinite(value);
const isBoolean: Check = (value) => typeof value === 'boolean';
const isText: Check = (value) => typeof value === 'string' && value.length <= 2_000;
const oneOf =
  (words: string): Check =>
  (value) =>
    typeof value === 'string' && value !== '' && words.split(' ').includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const shape =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.entries(checks).every(([name, check]) => check((value as Record<string, unknown>)[name]));
const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

const VERDICTS =
  'ok bad-gateway service-unavailable gateway-timeout rate-limited request-timeout too-early server-error client-error network attempt-timeout superseded deadline refused aborted cancelled invalid-request';
const REASONS =
  'success final attempts deadline budget not-replayable body-not-replayable retry-after-too-long circuit-open keeps-failing aborted cancelled policy';

const VERDICT = {
  kind: oneOf(VERDICTS),
  fault: oneOf('caller network gateway upstream unknown'),
  transient: isBoolean,
  reached: oneOf('no maybe yes'),
  status: optional(isCount),
  retryAfterMs: optional(isCount),
  gateway: optional(isText),
  evidence: listOf(isText, 20),
};
const CALL = {
  at: isCount,
  callId: isCount,
  url: isText,
  retryAfterUntil: optional(isCount),
  supportIds: listOf(isText, 20),
};
const verdict = shape(VERDICT);
const ATTEMPT = { attempt: isCount, maxAttempts: isCount };

/** What each type of event must have; others are dropped. */
const EVENTS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  'call.started': CALL,
  'attempt.started': { ...CALL, ...ATTEMPT, probe: isBoolean },
  'attempt.ended': { ...CALL, ...ATTEMPT, elapsedMs: isCount, verdict },
  'retry.scheduled': {
    ...CALL,
    ...ATTEMPT,
    delayMs: isCount,
    retryAt: isCount,
    waitReason: oneOf('backoff retry-after circuit'),
    verdict,
  },
  'call.waiting': { ...CALL, waitReason: oneOf('circuit budget offline'), retryAt: optional(isCount) },
  'call.recovered': { ...CALL, attempts: isCount, elapsedMs: isCount },
  'call.settled': {
    ...CALL,
    outcome: oneOf('succeeded failed aborted cancelled'),
    settledBecause: oneOf(REASONS),
    verdict,
    attempts: isCount,
    elapsedMs: isCount,
    retryAt: optional(isCount),
  },
};

const message = shape({ steadyfetch: oneOf('events'), worker: isText, events: listOf(isOfCall, 1_000) });

function isOfCall(value: unknown): boolean {
  const type = Object(value).type;
  const checks = typeof type === 'string' && Object.keys(EVENTS).includes(type) ? EVENTS[type] : undefined;
  return checks !== undefined && shape(checks)(value);
}

type CallEvent = Extract<SteadyEvent, { readonly callId: number }>;

/** The events of a message, with nothing that was not asked for; `undefined` for what is no message of ours. */
export function readEvents(
  data: unknown,
  upstream: string,
): { readonly worker: string; readonly events: readonly CallEvent[] } | undefined {
  if (!message(data)) return undefined;
  const { worker, events } = data as EventsMessage;
  return { worker, events: (events as readonly CallEvent[]).map((event) => readEvent(event, upstream)) };
}

function readEvent(event: CallEvent, upstream: string): CallEvent {
  const given = event as unknown as Record<string, unknown>;
  const own = pick(given, Object.keys(EVENTS[event.type] ?? {}));
  if ('verdict' in own) own['verdict'] = pick(own['verdict'] as Record<string, unknown>, Object.keys(VERDICT));
  // A worker reads, and for the views of its own origin.
  const known = { type: event.type, upstream, method: 'GET', replayable: true, notice: { importance: 'view' } };
  return { ...own, ...known } as CallEvent;
}

const pick = (from: Record<string, unknown>, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));
