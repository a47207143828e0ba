import type { AttemptEnded, SteadyEvent } from 'steadyfetch';
import type { BareRequest } from '../app/bare.ts';

type Tone = 'good' | 'bad' | 'wait' | 'mute';

/** One line of the log. A later line of the same key takes the place of the earlier one. */
export interface Line {
  readonly key: string;
  readonly tone: Tone;
  readonly badge: string;
  readonly text: string;
}

const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

const WAITS = {
  backoff: 'a short pause',
  'retry-after': 'as it was asked to',
  circuit: 'until the service is back',
  budget: 'until the service is back',
  offline: 'until the network is back',
} as const;

/** Puts what the client tells into a line for the curious, or into none. */
export function lineOf(event: SteadyEvent): Line | undefined {
  switch (event.type) {
    case 'attempt.started':
      return { key: attemptKey(event), tone: 'mute', badge: '…', text: requestOf(event) };
    case 'attempt.ended':
      return { key: attemptKey(event), ...verdictOf(event), text: `${requestOf(event)}${late(event.elapsedMs)}` };
    case 'retry.scheduled':
      return event.waitReason === 'circuit'
        ? waiting(event.callId, event.attempt, WAITS.circuit)
        : waiting(event.callId, event.attempt, `${seconds(event.delayMs)}: ${WAITS[event.waitReason]}`);
    case 'call.waiting':
      return waiting(event.callId, 0, WAITS[event.waitReason]);
    case 'call.settled':
      if (event.outcome !== 'failed') return undefined;
      return { key: `end ${event.callId}`, tone: 'bad', badge: 'ends', text: `Given up: ${pathOf(event.url)}` };
    case 'circuit.opened': {
      const next = event.retryAt === undefined ? '' : `, next look in ${seconds(event.retryAt - event.at)}`;
      return {
        key: `circuit ${event.at}`,
        tone: 'wait',
        badge: 'circuit',
        text: `/${event.upstream} is left alone${next}`,
      };
    }
    case 'circuit.closed':
      return { key: `circuit ${event.at}`, tone: 'good', badge: 'circuit', text: `/${event.upstream} is back` };
    case 'network.offline':
      return { key: `network ${event.at}`, tone: 'bad', badge: 'device', text: 'Offline' };
    case 'network.online':
      return { key: `network ${event.at}`, tone: 'good', badge: 'device', text: 'Online again' };
    default:
      return undefined;
  }
}

/** The same of a request without steadyfetch. */
export function bareLineOf(request: BareRequest | undefined): Line | undefined {
  if (request === undefined) return undefined;
  const { id, method, url, end = '…', isOk } = request;
  const tone = end === '…' || end === 'left' ? 'mute' : isOk ? 'good' : 'bad';
  return { key: `bare ${id}`, tone, badge: end, text: `${method} ${pathOf(url)}` };
}

const late = (ms: number): string => (ms < 100 ? '' : `, ${seconds(ms)}`);

const attemptKey = ({ callId, attempt }: { callId: number; attempt: number }): string => `call ${callId}.${attempt}`;

const waiting = (callId: number, attempt: number, text: string): Line => ({
  key: `wait ${callId}.${attempt}`,
  tone: 'wait',
  badge: 'waits',
  text,
});

function requestOf({ method, url, attempt }: { method: string; url: string; attempt: number }): string {
  return `${method} ${pathOf(url)}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

const pathOf = (url: string): string => new URL(url, location.href).pathname;

function verdictOf({ verdict }: AttemptEnded): Pick<Line, 'tone' | 'badge'> {
  if (verdict.kind === 'aborted' || verdict.kind === 'cancelled') return { tone: 'mute', badge: 'left' };
  const badge = 'status' in verdict ? String(verdict.status) : verdict.kind === 'network' ? 'no reply' : verdict.kind;
  return { tone: verdict.kind === 'ok' ? 'good' : 'bad', badge };
}
