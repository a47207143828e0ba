import type { CallSettings, Fate, Step } from './types.ts';
import type { Upstream } from './upstream.ts';

/** One request of a call. */
export interface Attempt {
  readonly call: Call;
  readonly number: number;
  readonly fate: Fate;
  readonly sentAt: number;
  /** Does the circuit count it? */
  readonly counts: boolean;
  readonly probe: boolean;
  readonly era: number;
  readonly limitAt: number;
  /** After how much silence a second attempt is looked for; and when next. */
  silenceMs: number;
  lookAt: number;
  wasSilent: boolean;
  wasCounted: boolean;
  readonly wasOffline: boolean;
}

type Phase = 'new' | 'sent' | 'ended' | 'offline' | 'spreading' | 'sleeping' | 'queued' | 'stopping' | 'settled';

/** One call of the app. */
export class Call {
  readonly id: number;
  readonly upstream: Upstream;
  readonly settings: CallSettings;
  readonly startedAt: number;
  phase: Phase = 'new';
  sent = 0;
  /** Requests that were no probes. */
  own = 0;
  tokens = 0;
  /** Time spent in the queue before. */
  waitedMs = 0;
  readonly flying: Attempt[] = [];
  verdict: Fate['verdict'] | undefined;
  isAborted = false;
  mayStop = false;
  decision: Step | undefined;
  isPaid = false;
  /** Of the present wait. */
  since = 0;
  until = 0;
  isAsked = false;
  endedBy: 'probe' | 'follow' | undefined;
  goAt = Infinity;
  isSuperseding = false;

  constructor(id: number, upstream: Upstream, settings: CallSettings, startedAt: number) {
    this.id = id;
    this.upstream = upstream;
    this.settings = settings;
    this.startedAt = startedAt;
  }

  get deadlineAt(): number {
    return this.startedAt + this.settings.totalMs;
  }
}
