import type { SettledBecause, SteadyEvent, Verdict } from 'steadyfetch';

/** One line of the story. */
export interface Told {
  readonly tone: 'good' | 'bad' | 'wait' | 'circuit' | 'weather' | 'score';
  /** Who it is about. */
  readonly who: string;
  readonly what: string;
}

export interface StoryLine extends Told {
  /** Since the beginning. */
  readonly ms: number;
}

/** The lines told since the last look, in order. */
export class Story {
  #lines: { readonly ms: number; readonly told: Told; times: number }[] = [];

  add(ms: number, told: Told | undefined): void {
    if (told === undefined) return;
    // What happens to several calls at once is one line: eight equal ones would hide what it means.
    const same = this.#lines.find((line) => line.told.what === told.what && line.told.tone === told.tone);
    if (same === undefined) this.#lines.push({ ms, told, times: 1 });
    else same.times++;
  }

  take(): StoryLine[] {
    const lines = this.#lines.map(({ ms, told, times }) => ({
      ms,
      ...told,
      who: times === 1 ? told.who : `${times} calls, each`,
    }));
    this.#lines = [];
    return lines;
  }
}

/** Puts an event into words. What goes without saying (a call that simply works) is not told. */
export function tell(event: SteadyEvent): Told | undefined {
  switch (event.type) {
    case 'retry.scheduled':
      return { tone: 'wait', who: nameOf(event), what: `attempt ${event.attempt - 1}: ${planOf(event)}` };
    case 'call.waiting':
      return { tone: 'wait', who: nameOf(event), what: `held back, ${waitFor(event.waitReason, event)}` };
    case 'attempt.started':
      return event.probe ? { tone: 'circuit', who: nameOf(event), what: 'goes ahead as the probe' } : undefined;
    case 'call.recovered': {
      const what = `attempt ${event.attempts} succeeded, ${seconds(event.elapsedMs)} after the call began`;
      return { tone: 'good', who: nameOf(event), what };
    }
    case 'call.settled': {
      if (event.outcome === 'succeeded') return undefined;
      if (event.outcome !== 'failed') return { tone: 'bad', who: nameOf(event), what: BECAUSE[event.settledBecause] };
      return {
        tone: 'bad',
        who: nameOf(event),
        what: `failed: ${shortly(event.verdict)}; ${BECAUSE[event.settledBecause]}`,
      };
    }
    case 'circuit.opened':
      return { tone: 'circuit', who: 'circuit', what: `open: ${OPENED[event.openedBecause]}${nextProbe(event)}` };
    case 'circuit.half-opened':
      return { tone: 'circuit', who: 'circuit', what: 'half-open: one probe finds out' };
    case 'circuit.closed':
      return { tone: 'good', who: 'circuit', what: 'closed: the upstream is back, waiting calls follow' };
    case 'network.offline':
      return { tone: 'wait', who: 'network', what: 'offline' };
    case 'network.online':
      return { tone: 'good', who: 'network', what: 'online' };
    default:
      return undefined;
  }
}

export const nameOf = ({ method, url }: { method: string; url: string }): string =>
  `${method} ${new URL(url).pathname}`;

export const seconds = (ms: number): string => `${(Math.max(0, ms) / 1_000).toFixed(1)} s`;

/** `502 bad gateway`, or `network ECONNREFUSED`. */
export function verdictWords(verdict: Verdict): string {
  if (verdict.kind === 'ok') return `${verdict.status} ok`;
  const words = verdict.kind.replaceAll('-', ' ');
  if ('status' in verdict) return `${verdict.status} ${words}`;
  const code = verdict.evidence.find((code) => code.startsWith('code:'));
  return code === undefined ? words : `${words} ${code.slice('code:'.length)}`;
}

const shortly = (verdict: Verdict): string => ('status' in verdict ? String(verdict.status) : verdictWords(verdict));

/** Why a call ended the way it did, for people. */
export const BECAUSE: Readonly<Record<SettledBecause, string>> = {
  success: 'it succeeded',
  final: 'no retry can change that',
  attempts: 'all attempts are used up',
  deadline: 'the deadline is too near',
  budget: 'the retry budget is spent',
  'not-replayable': 'not sent twice, it may have arrived',
  'body-not-replayable': 'its body cannot be sent twice',
  'retry-after-too-long': 'the upstream asks for too long a wait',
  'circuit-open': 'the wait for the upstream is over',
  'keeps-failing': 'this request keeps failing while others succeed',
  aborted: 'stopped by hand',
  cancelled: 'cancelled while it waited',
  policy: 'the app wants no retry',
};

const OPENED = {
  failures: 'too many failures in a row for an accident',
  silence: 'no answers for unusually long',
  'probe-failed': 'the probe failed',
  isolated: 'held open by hand',
};

function planOf(event: Extract<SteadyEvent, { type: 'retry.scheduled' }>): string {
  const { verdict, waitReason } = event;
  const asked = waitReason === 'retry-after' && 'status' in verdict;
  return `${asked ? `${verdict.status} with Retry-After` : verdictWords(verdict)}, ${waitFor(waitReason, event)}`;
}

function waitFor(reason: string, event: { readonly at: number; readonly retryAt?: number }): string {
  if (reason === 'offline') return 'waits for the network';
  const { at, retryAt } = event;
  if (reason === 'backoff' || reason === 'retry-after') {
    const ms = (retryAt ?? at) - at;
    return ms < 50 ? 'retry at once' : `retry in ${seconds(ms)}`;
  }
  return retryAt === undefined || retryAt <= at ? 'waits for its turn' : 'waits for the probe';
}

const nextProbe = ({ at, retryAt }: { readonly at: number; readonly retryAt?: number }): string =>
  retryAt === undefined ? '' : `, next probe in ${seconds(retryAt - at)}`;
