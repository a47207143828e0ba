import type { Permit } from '../circuit/permit.ts';
import type { EventStream } from '../events/stream.ts';
import type { CallSettled, CallWaiting, CircuitOpened, WaitReason } from '../model/event.ts';
import type { Clock } from '../model/ports.ts';
import type { CallReport } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { areCircuitsWatched, publishCircuit } from '../platform/channels.ts';
import { DEFAULT_KEY } from '../request/idempotency-key.ts';
import { isIdempotent } from '../request/replayable.ts';
import type { Upstream } from '../upstream/upstream.ts';
import type { Call } from './call.ts';

/** Every event of the library is built here. None is built without a listener. */

/** The members that every event of a call has. */
function baseOf(call: Call) {
  const { context, settings, notBefore } = call;
  const { notice } = settings.options;
  const at = context.clock.wallNow();
  return {
    at,
    callId: call.id,
    upstream: call.upstream.key,
    method: settings.method,
    url: call.url,
    replayable: call.replayable,
    supportIds: call.supportIds,
    ...(notice === undefined ? {} : { notice }),
    ...(notBefore > 0 ? { retryAfterUntil: call.upstream.toEpoch(notBefore) } : {}),
  };
}

export function emitCallStarted(call: Call): void {
  const { events } = call.context;
  if (events.hasListeners) events.emit({ type: 'call.started', ...baseOf(call) });
}

export function emitAttemptStarted(call: Call, attempt: number, permit: Permit | undefined): void {
  const { events } = call.context;
  if (!events.hasListeners) return;
  const probe = permit?.probe === true;
  events.emit({ type: 'attempt.started', ...baseOf(call), attempt, maxAttempts: maxAttemptsOf(call, attempt), probe });
}

export function emitAttemptEnded(call: Call, attempt: number, elapsedMs: number, verdict: Verdict): void {
  const { events } = call.context;
  if (!events.hasListeners) return;
  const maxAttempts = maxAttemptsOf(call, attempt);
  events.emit({ type: 'attempt.ended', ...baseOf(call), attempt, maxAttempts, elapsedMs, verdict });
}

export function emitRetryScheduled(call: Call, verdict: Verdict, delayMs: number, waitReason: WaitReason): void {
  const { events } = call.context;
  if (!events.hasListeners) return;
  const base = baseOf(call);
  const attempt = call.attempts + 1;
  events.emit({
    type: 'retry.scheduled',
    ...base,
    attempt,
    maxAttempts: maxAttemptsOf(call, attempt),
    delayMs: Math.round(delayMs),
    retryAt: Math.round(base.at + delayMs),
    waitReason,
    verdict,
  });
}

/** Reports that nothing is being sent, and why. */
export function emitCallWaiting(call: Call, waitReason: CallWaiting['waitReason'], retryAt?: number): void {
  const { events } = call.context;
  if (!events.hasListeners) return;
  const base = { type: 'call.waiting', ...baseOf(call), waitReason } as const;
  events.emit(retryAt === undefined ? base : { ...base, retryAt });
}

export function emitCallSettled(call: Call, verdict: Verdict, report: CallReport): void {
  const { events } = call.context;
  if (!events.hasListeners) return;
  const { attempts, delayMs } = call;
  const { elapsedMs, settledBecause, retryAt } = report;
  if (verdict.kind === 'ok' && delayMs !== undefined) {
    events.emit({ type: 'call.recovered', ...baseOf(call), attempts, elapsedMs });
  }
  const event: CallSettled = {
    type: 'call.settled',
    ...baseOf(call),
    outcome: outcomeWord(verdict),
    settledBecause,
    verdict,
    attempts,
    elapsedMs,
    ...(retryAt === undefined ? {} : { retryAt }),
  };
  const key = idempotencyKeyOf(call);
  if (key !== undefined) Object.defineProperty(event, 'idempotencyKey', { value: key });
  events.emit(event);
}

/** Also that of the app's own header. Other calls than writes are not looked at, which would cost good calls time. */
function idempotencyKeyOf({ settings, upstream }: Call): string | undefined {
  const headers = settings.headers ?? (isIdempotent(settings.method) ? undefined : settings.sentHeaders);
  return headers?.get((upstream.options.idempotencyKey || DEFAULT_KEY).header) ?? undefined;
}

function outcomeWord({ kind }: Verdict): CallSettled['outcome'] {
  if (kind === 'ok') return 'succeeded';
  return kind === 'aborted' || kind === 'cancelled' ? kind : 'failed';
}

/** Probes may exceed a default `maxAttempts`; what people see must not count "5 of 4". */
const maxAttemptsOf = ({ settings }: Call, attempt: number): number => Math.max(settings.maxAttempts, attempt);

export function emitCircuitOpened(
  events: EventStream,
  clock: Clock,
  upstream: Upstream,
  openedBecause: CircuitOpened['openedBecause'],
): void {
  if (!events.hasListeners && !areCircuitsWatched()) return;
  const retryAt = upstream.probeAtEpoch;
  const scope = upstream.circuit?.scope ?? 'upstream';
  const base = { type: 'circuit.opened', at: clock.wallNow(), upstream: upstream.key, openedBecause, scope } as const;
  const event = retryAt === undefined ? base : { ...base, retryAt };
  events.emit(event);
  publishCircuit(event);
}

export function emitCircuit(
  events: EventStream,
  clock: Clock,
  type: 'circuit.half-opened' | 'circuit.closed',
  { key }: Upstream,
): void {
  if (!events.hasListeners && !areCircuitsWatched()) return;
  const event = { type, at: clock.wallNow(), upstream: key };
  events.emit(event);
  publishCircuit(event);
}

export function emitNetwork(events: EventStream, clock: Clock, isOnline: boolean): void {
  if (events.hasListeners) events.emit({ type: isOnline ? 'network.online' : 'network.offline', at: clock.wallNow() });
}

export function emitClient(events: EventStream, clock: Clock, type: 'client.closed' | 'client.reset'): void {
  if (events.hasListeners) events.emit({ type, at: clock.wallNow() });
}
