import type { WaitReason } from '../model/event.ts';
import type { NoticeCause, NoticeImportance, NoticeSurface } from './notice.ts';

// What is known, and nothing of what is shown. Times are monotonic ms unless a name says otherwise.

/** What keeps a call from being answered. */
export interface Trouble {
  readonly since: number;
  readonly cause: NoticeCause;
  /** It could not even be sent. */
  readonly blocked: boolean;
  readonly retryAt?: number | undefined;
  readonly waitReason?: WaitReason | undefined;
}

/** A call under way. */
export interface Member {
  readonly upstream: string;
  readonly importance: NoticeImportance;
  /** Did the app itself say how much it matters? */
  readonly explicit: boolean;
  readonly surface: NoticeSurface;
  readonly label: string | undefined;
  readonly startedAt: number;
  /** Epoch ms. */
  readonly startedEpoch: number;
  /** Requests sent. */
  readonly attempts: number;
  /** Since when a request of it is under way. */
  readonly askingSince: number | undefined;
  readonly trouble: Trouble | undefined;
}

/** How a call ended that did not end well. */
export interface Failure {
  readonly at: number;
  readonly cause: NoticeCause;
  readonly effect: 'none' | 'repeat-safe' | 'unknown';
  readonly importance: NoticeImportance;
  readonly surface: NoticeSurface;
}

/** A run of trouble: with one upstream, or with the network as a whole. */
export interface Incident {
  /** Opaque, for ids. */
  readonly key: string;
  /** Counts the incidents of this scope. */
  readonly number: number;
  readonly since: number;
  /** Epoch ms. */
  readonly sinceEpoch: number;
  readonly finished: number;
  readonly failed: number;
  /** The latest one. */
  readonly cause: NoticeCause;
  /** The highest among its calls. */
  readonly importance: NoticeImportance;
  /** That of all its calls; of the app as a whole where they differ. */
  readonly surface: NoticeSurface | undefined;
  /** Of what was concerned, as the app calls it. */
  readonly labels: readonly string[];
  readonly attempts: number;
  readonly status: number | undefined;
  readonly reference: string | undefined;
  /** Epoch ms. */
  readonly retryAfterUntil: number | undefined;
  readonly failure: Failure | undefined;
  readonly succeededAt: number;
  /** When the last trouble ended, if there is none. */
  readonly quietSince: number;
  /** How often it came back after it had been over. */
  readonly flaps: number;
  readonly dismissedAt: number;
  /** A person pressed "Stop trying". */
  readonly stopped: boolean;
  /** A person pressed "Try now", and its result is not there yet. */
  readonly asked: boolean;
}

/** An upstream, whether in trouble or not. */
export interface Upstream {
  readonly incident: Incident;
  readonly open: boolean;
  /** When the next probe is due, as last told. */
  readonly probeAt: number | undefined;
  /** It answered, and its waiting calls are on their way. */
  readonly answering: boolean;
  readonly networkFailedAt: number;
  /** Calls that started earlier are not called slow: the person knows. */
  readonly slowDismissedAt: number;
}

/** Something that concerns one request of a person alone, and is over. */
export interface Refusal {
  readonly upstream: string;
  readonly method: string;
  readonly label: string | undefined;
  readonly incident: Incident;
}

export interface Facts {
  readonly members: ReadonlyMap<number, Member>;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  /** How many upstreams have been given a key so far. */
  readonly named: number;
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** The trouble that all upstreams share, while it lasts and after. */
  readonly device: Incident;
  /** Is the trouble one of the device? */
  readonly deviceConcerned: boolean;
  /** What the device itself says. */
  readonly offline: boolean;
}

/** Earlier than anything. */
export const NEVER = Number.NEGATIVE_INFINITY;

export const noIncident = (key: string): Incident => ({
  key,
  number: 0,
  since: NEVER,
  sinceEpoch: 0,
  finished: 0,
  failed: 0,
  cause: 'unavailable',
  importance: 'view',
  surface: undefined,
  labels: [],
  attempts: 0,
  status: undefined,
  reference: undefined,
  retryAfterUntil: undefined,
  failure: undefined,
  succeededAt: NEVER,
  quietSince: NEVER,
  flaps: 0,
  dismissedAt: NEVER,
  stopped: false,
  asked: false,
});

export const newUpstream = (key: string): Upstream => ({
  incident: noIncident(key),
  open: false,
  probeAt: undefined,
  answering: false,
  networkFailedAt: NEVER,
  slowDismissedAt: NEVER,
});

export const NO_FACTS: Facts = {
  members: new Map(),
  upstreams: new Map(),
  named: 0,
  refusals: new Map(),
  device: noIncident('device'),
  deviceConcerned: false,
  offline: false,
};
