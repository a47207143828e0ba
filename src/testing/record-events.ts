import {
  OptionsError,
  type SteadyEvent,
  type SteadyEventOf,
  type SteadyEventType,
  type SteadyFetch,
} from '../index.ts';

/** What a client reports, from the moment on at which it was made. */
export interface EventRecord {
  readonly events: SteadyEvent[];
  /** Their types, in order. */
  types(): SteadyEventType[];
  /** Those of one type. */
  of<Type extends SteadyEventType>(type: Type): SteadyEventOf<Type>[];
  /**
   * A line for each, to be compared with a snapshot. The same at every run, as long as the same happens; `times` puts before each line how
   * long after the first one it was, and adds durations, which are the same only with a clock and a `random` of your own.
   */
  transcript(options?: { readonly times?: boolean }): string;
  /** Listens no longer. */
  stop(): void;
}

/** Records what a client reports. */
export function recordEvents(steady: Pick<SteadyFetch, 'subscribe'>): EventRecord {
  if (typeof steady?.subscribe !== 'function') {
    throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  }
  const events: SteadyEvent[] = [];
  const stop = steady.subscribe((event) => events.push(event));
  return {
    events,
    types: () => events.map(({ type }) => type),
    of: <Type extends SteadyEventType>(type: Type) =>
      events.filter((event): event is SteadyEventOf<Type> => event.type === type),
    transcript: ({ times = false } = {}) =>
      events.map((event) => line(event, times ? events[0]?.at : undefined)).join('\n'),
    stop,
  };
}

function line(event: SteadyEvent, startedAt: number | undefined): string {
  const said = words(event, startedAt !== undefined);
  return startedAt === undefined ? said : `${String(event.at - startedAt).padStart(6)} ms  ${said}`;
}

function words(event: SteadyEvent, times: boolean): string {
  switch (event.type) {
    case 'call.started':
      return `call ${event.callId}: started, ${event.method} ${event.url}`;
    case 'attempt.started':
      return `call ${event.callId}: attempt ${event.attempt} of ${event.maxAttempts} started${event.probe ? ', as a probe' : ''}`;
    case 'attempt.ended': {
      const after = times ? ` after ${event.elapsedMs} ms` : '';
      return `call ${event.callId}: attempt ${event.attempt} ended${after}, ${outcome(event.verdict)}`;
    }
    case 'retry.scheduled': {
      const after = times ? ` in ${event.delayMs} ms` : '';
      return `call ${event.callId}: attempt ${event.attempt} scheduled${after}, ${event.waitReason}`;
    }
    case 'call.waiting':
      return `call ${event.callId}: waiting, ${event.waitReason}`;
    case 'call.recovered':
      return `call ${event.callId}: recovered in attempt ${event.attempts}`;
    case 'call.settled': {
      const { attempts, settledBecause, outcome } = event;
      const count = `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`;
      return `call ${event.callId}: ${outcome} after ${count}${['success', outcome].includes(settledBecause) ? '' : `, ${settledBecause}`}`;
    }
    case 'circuit.opened':
      return `circuit of ${event.upstream}: opened for the ${event.scope}, ${event.openedBecause}`;
    case 'circuit.half-opened':
      return `circuit of ${event.upstream}: half-open`;
    case 'circuit.closed':
      return `circuit of ${event.upstream}: closed`;
    case 'network.offline':
    case 'network.online':
    case 'client.closed':
    case 'client.reset':
      return event.type.replace('.', ' ');
  }
}

function outcome(verdict: SteadyEventOf<'attempt.ended'>['verdict']): string {
  return verdict.kind === 'ok'
    ? `${verdict.status}`
    : 'status' in verdict
      ? `${verdict.status} ${verdict.kind}`
      : verdict.kind;
}
