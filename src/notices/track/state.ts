import type { WaitReason } from '../../model/event.ts';
import type { NoticeCause, NoticeImportance, NoticeSurface } from '../notice.ts';

// What is known, and nothing of what is shown. Times are monotonic ms unless a name says otherwise.

/** Upstreams, and failed requests with names of their own, that are remembered: a page may be open for days, and is shown two notices. */
const MOST_KEPT = 100;

/** What keeps a call from being answered. */
export interface Trouble {
  readonly since: number;
  readonly cause: NoticeCause;
  readonly retryAt?: number | undefined;
  readonly waitReason?: WaitReason | undefined;
}

/** A call under way. */
export interface Member {
  readonly upstream: string;
  readonly method: string;
  /** Never shown. */
  readonly url: string;
  readonly importance: NoticeImportance;
  /** Did the app itself say how much it matters? */
  readonly explicit: boolean;
  readonly surface: NoticeSurface;
  readonly label: string | undefined;
  readonly startedAt: number;
  /** Epoch ms. */
  readonly startedEpoch: number;
  /** Requests sent. */
  attempts: number;
  /** May one of them have been carried out? */
  isMaybeDone: boolean;
  /** Since when a request of it is under way. */
  askingSince: number | undefined;
  /** Set by `NoticeState.setTrouble`. */
  trouble: Trouble | undefined;
}

/** Calls that ask for the same have the same key. Made when it is needed, because calls that go well need none. */
export const thingOf = ({ method, url, label }: Member): string => [method, url, label].join(' ');

/** How a call ended that did not end well. */
export interface Failure {
  readonly at: number;
  readonly cause: NoticeCause;
  readonly effect: 'none' | 'repeat-safe' | 'unknown';
  /** It asked for something to be done, and nothing was sent. */
  readonly unsent: boolean;
  /** It asked for something to be done, and was refused: nothing was done. */
  readonly write: boolean;
  readonly importance: NoticeImportance;
  readonly surface: NoticeSurface;
}

/** What was asked for without success: how to know it again, and its label. */
interface Missing {
  readonly thing: string;
  readonly idempotencyKey: string | undefined;
  readonly label: string | undefined;
}

/** A run of trouble: with one upstream, or with the network as a whole. Changed in place, and never given to the app. */
export interface Incident {
  /** Opaque, for ids. */
  readonly key: string;
  /** Counts the incidents of this scope. */
  number: number;
  since: number;
  /** Epoch ms. */
  sinceEpoch: number;
  finished: number;
  /** What failed and has not worked since. */
  missing: Map<string, Missing>;
  /** The latest one. */
  cause: NoticeCause;
  /** The highest among its calls. */
  importance: NoticeImportance;
  /** That of all its calls; of the app as a whole where they differ. */
  surface: NoticeSurface | undefined;
  /** Of what was concerned, as the app calls it. */
  labels: readonly string[];
  attempts: number;
  status: number | undefined;
  reference: string | undefined;
  /** Epoch ms. */
  retryAfterUntil: number | undefined;
  failure: Failure | undefined;
  succeededAt: number;
  /** When the last trouble ended, if there is none. */
  quietSince: number;
  /** How often it came back after it had been over. */
  flaps: number;
  dismissedAt: number;
  /** A person pressed "Stop trying". */
  stopped: boolean;
  /** A person pressed "Try now", and its result is not there yet. */
  asked: boolean;
}

/** An upstream, whether in trouble or not. */
export class Upstream {
  readonly incident: Incident;
  open = false;
  /** When the next probe is due, as last told. */
  probeAt: number | undefined = undefined;
  /** Since when it has been answering again, while its waiting calls are on their way. */
  answeringSince: number | undefined = undefined;
  networkFailedAt = NEVER;
  /** Calls that started earlier are not called slow: the person knows. */
  slowQuietUntil = NEVER;
  /** Its calls under way, in the order of their beginnings. */
  readonly members = new Map<number, Member>();
  /** Those of them that are in trouble. */
  readonly troubled = new Set<Member>();

  constructor(key: string) {
    this.incident = noIncident(key);
  }
}

/** Something that concerns one request of a person alone, and is over. */
export interface RequestFailure {
  readonly upstream: string;
  readonly incident: Incident;
}

/** All that is known. Each event changes it in place: a page may have thousands of calls under way. */
export class NoticeState {
  readonly upstreams = new Map<string, Upstream>();
  readonly requestFailures = new Map<string, RequestFailure>();
  /** The trouble that all upstreams share, while it lasts and after. */
  device = noIncident('device');
  /** Is the trouble one of the device? */
  deviceConcerned = false;
  /** What the device itself says. */
  offline = false;
  /** Calls in trouble, of all upstreams. */
  troubled = 0;
  isClosed = false;
  #named = 0;

  /** The upstream of this name, new if it was not known. */
  upstream(name: string): Upstream {
    const known = this.upstreams.get(name);
    if (known !== undefined) return known;
    if (this.upstreams.size >= MOST_KEPT) this.#forgetUpstream();
    const made = new Upstream(this.newKey());
    this.upstreams.set(name, made);
    return made;
  }

  keepFailure(id: string, failure: RequestFailure): void {
    this.requestFailures.set(id, failure);
    if (this.requestFailures.size > MOST_KEPT) this.requestFailures.delete(oldestOf(this.requestFailures));
  }

  /** The one that has been known for longest, of those without a call under way. */
  #forgetUpstream(): void {
    for (const [name, { members }] of this.upstreams) {
      if (members.size > 0) continue;
      this.upstreams.delete(name);
      return;
    }
  }

  setTrouble(member: Member, trouble: Trouble | undefined): void {
    const { troubled } = this.upstream(member.upstream);
    const before = troubled.size;
    member.trouble = trouble;
    if (trouble === undefined) troubled.delete(member);
    else troubled.add(member);
    this.troubled += troubled.size - before;
  }

  /** The client is closed: nothing is under way any more, and nothing will come of what was asked for. */
  close(now: number): void {
    this.isClosed = true;
    this.troubled = 0;
    this.deviceConcerned = false;
    end(this.device, now);
    for (const upstream of this.upstreams.values()) {
      upstream.members.clear();
      upstream.troubled.clear();
      end(upstream.incident, now);
    }
  }

  /** Nothing has ever been amiss. */
  reset(): void {
    this.upstreams.clear();
    this.requestFailures.clear();
    this.device = noIncident('device');
    this.deviceConcerned = false;
    this.troubled = 0;
  }

  /** Opaque, and given once. */
  newKey(): string {
    return String(++this.#named);
  }
}

/** Earlier than anything. */
export const NEVER = Number.NEGATIVE_INFINITY;

/** The failure to forget first: what may have been carried out is kept for longest. */
function oldestOf(failures: ReadonlyMap<string, RequestFailure>): string {
  const at = ([, { incident }]: [string, RequestFailure]): number =>
    incident.failure?.effect === 'unknown' ? Number.POSITIVE_INFINITY : incident.quietSince;
  return [...failures].reduce((oldest, each) => (at(each) < at(oldest) ? each : oldest))[0];
}

export const noIncident = (key: string): Incident => ({
  key,
  number: 0,
  since: NEVER,
  sinceEpoch: 0,
  finished: 0,
  missing: new Map(),
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

/** Nothing is in trouble any more, and no call is left whose request could be the answer to "Try now". */
export function end(incident: Incident, now: number): void {
  incident.asked = false;
  if (incident.quietSince === NEVER) incident.quietSince = now;
}
