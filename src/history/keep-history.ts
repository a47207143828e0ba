import {
  type AttemptEnded,
  type Clock,
  OptionsError,
  type SteadyEvent,
  type SteadyFetch,
  type UpstreamStatus,
  type VerdictKind,
} from '../index.ts';
import { BUCKETS, type HistoryBucket, type HistoryCounts, isFailure, Ring } from './ring.ts';

export interface HistoryOptions {
  /** How far back it counts, in ms. Default 600000, which is ten minutes; kept as 60 counts of ten seconds. */
  readonly windowMs?: number;
  /** For how many upstreams. The one that was heard of longest ago makes way. Default 50. */
  readonly maxUpstreams?: number;
  /** How many failed attempts are kept for each, with their evidence. Default 20; 0 keeps none. */
  readonly maxFailures?: number;
  /** Keep the URLs of failed attempts? They may hold secrets. Default `false`. */
  readonly urls?: boolean;
  /** Time. Give the client's own if it has one of its own. */
  readonly clock?: Pick<Clock, 'wallNow'>;
}

/** One failed attempt, as it is shown to support. */
export interface KeptFailure {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly kind: VerdictKind;
  /** Absent where there was no answer. */
  readonly status?: number;
  readonly evidence: readonly string[];
  /** Request ids that the operator of the upstream can look up, of this attempt and those before it. */
  readonly supportIds: readonly string[];
  /** Counts the attempts of its call from 1. */
  readonly attempt: number;
  /** Only with the option `urls`. */
  readonly url?: string;
}

/** How one upstream is doing, and how it did: a frozen snapshot. Its counts are the sums of `buckets`. */
export interface UpstreamHistory extends HistoryCounts {
  readonly upstream: string;
  /** Epoch ms of this snapshot. */
  readonly at: number;
  /** What the client knows just now: the state of the circuit, waiting calls, the next probe. Absent once the client has forgotten it. */
  readonly status?: UpstreamStatus;
  /** 60 of the same length without a gap, the oldest first; the last is not over yet. */
  readonly buckets: readonly HistoryBucket[];
  /** The last ones, the newest first. Those that are older than `buckets` are kept, too. */
  readonly failures: readonly KeptFailure[];
}

/** What happened of late, by upstream. */
export interface History {
  /** One upstream; `undefined` if nothing was heard of it. */
  of(upstream: string): UpstreamHistory | undefined;
  /** All of them, in the order in which they were first heard of. */
  upstreams(): readonly UpstreamHistory[];
  /** Calls back after changes, once for those that come together. Returns how to stop. Time that passes is no change. */
  subscribe(listener: () => void): () => void;
  /** Listens to the client no longer. What was kept can still be read. */
  close(): void;
}

/**
 * Keeps what happened of late: counts, and the last failures, of each upstream. It is no part of the client, so an app that does not
 * call it neither loads nor pays for it. Bounded in every direction. Nothing of it leaves the page or the process.
 */
export function keepHistory(
  steady: Pick<SteadyFetch, 'subscribe' | 'upstreams'>,
  options: HistoryOptions = {},
): History {
  if (typeof steady?.subscribe !== 'function' || typeof steady.upstreams !== 'function')
    throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  return new ClientHistory(steady, resolve(options));
}

type HistoryClient = Parameters<typeof keepHistory>[0];
type Resolved = Required<HistoryOptions>;

function resolve(options: HistoryOptions): Resolved {
  const { windowMs = 600_000, maxUpstreams = 50, maxFailures = 20, urls = false } = options;
  const { clock = { wallNow: () => Date.now() } } = options;
  const allow = (name: string, value: unknown, isAllowed: boolean, allowed: string): void => {
    if (!isAllowed) throw new OptionsError(name, value, allowed);
  };
  const isWhole = (value: number, min: number, max: number): boolean =>
    Number.isInteger(value) && value >= min && value <= max;
  allow('windowMs', windowMs, isWhole(windowMs, 60_000, 86_400_000), 'a whole number from 60000 to 86400000');
  allow('maxUpstreams', maxUpstreams, isWhole(maxUpstreams, 1, 1_000), 'a whole number from 1 to 1000');
  allow('maxFailures', maxFailures, isWhole(maxFailures, 0, 1_000), 'a whole number from 0 to 1000');
  allow('urls', urls, typeof urls === 'boolean', 'true or false');
  allow('clock', clock, typeof clock?.wallNow === 'function', 'an object with the method wallNow');
  return { windowMs, maxUpstreams, maxFailures, urls, clock };
}

interface Kept {
  readonly ring: Ring;
  /** The oldest first. */
  readonly failures: KeptFailure[];
  /** Counts the events: who was heard of longest ago has the lowest. */
  heardAt: number;
}

class ClientHistory implements History {
  readonly #client: HistoryClient;
  readonly #options: Resolved;
  readonly #byUpstream = new Map<string, Kept>();
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #events = 0;
  #isDue = false;
  #hasComplained = false;

  constructor(client: HistoryClient, options: Resolved) {
    this.#client = client;
    this.#options = options;
    for (const { upstream } of client.upstreams()) this.#kept(upstream);
    this.#stop = client.subscribe((event) => this.#take(event));
  }

  of(upstream: string): UpstreamHistory | undefined {
    const kept = this.#byUpstream.get(upstream);
    const status = this.#client.upstreams().find((each) => each.upstream === upstream);
    return kept && this.#snapshot(upstream, kept, status);
  }

  upstreams(): readonly UpstreamHistory[] {
    const statuses = new Map(this.#client.upstreams().map((status) => [status.upstream, status]));
    return Object.freeze(
      [...this.#byUpstream].map(([upstream, kept]) => this.#snapshot(upstream, kept, statuses.get(upstream))),
    );
  }

  subscribe(listener: () => void): () => void {
    // A listener may be given twice.
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  #snapshot(upstream: string, { ring, failures }: Kept, status: UpstreamStatus | undefined): UpstreamHistory {
    const at = this.#options.clock.wallNow();
    const { counts, buckets } = ring.read(at);
    return Object.freeze({
      upstream,
      at,
      ...(status === undefined ? {} : { status: Object.freeze(status) }),
      ...counts,
      buckets,
      failures: Object.freeze([...failures].reverse()),
    });
  }

  #take(event: SteadyEvent): void {
    this.#events++;
    if (event.type === 'client.reset') this.#byUpstream.clear();
    if ('upstream' in event) {
      const kept = this.#kept(event.upstream);
      if (event.type === 'attempt.ended') {
        kept.ring.attemptEnded(event);
        if (isFailure(event.verdict)) this.#keepFailure(kept.failures, event);
      } else if (event.type === 'call.settled') kept.ring.callSettled(event);
    }
    this.#announce();
  }

  #keepFailure(failures: KeptFailure[], { at, method, verdict, supportIds, attempt, url }: AttemptEnded): void {
    const { maxFailures, urls } = this.#options;
    const { kind, evidence } = verdict;
    failures.push(
      Object.freeze({
        at,
        method,
        kind,
        ...('status' in verdict ? { status: verdict.status } : {}),
        evidence,
        supportIds: Object.freeze([...supportIds]),
        attempt,
        ...(urls ? { url } : {}),
      }),
    );
    if (failures.length > maxFailures) failures.shift();
  }

  #kept(upstream: string): Kept {
    let kept = this.#byUpstream.get(upstream);
    if (kept === undefined) {
      if (this.#byUpstream.size >= this.#options.maxUpstreams) this.#forgetOne();
      kept = { ring: new Ring(Math.ceil(this.#options.windowMs / BUCKETS)), failures: [], heardAt: 0 };
      this.#byUpstream.set(upstream, kept);
    }
    kept.heardAt = this.#events;
    return kept;
  }

  #forgetOne(): void {
    const [first] = [...this.#byUpstream].sort(([, one], [, other]) => one.heardAt - other.heardAt);
    if (first !== undefined) this.#byUpstream.delete(first[0]);
  }

  /** Once for all events of a moment, and only after the client has finished its own books. */
  #announce(): void {
    if (this.#isDue || this.#listeners.size === 0) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      for (const listener of [...this.#listeners]) {
        try {
          listener();
        } catch (error) {
          // A view that fails must neither end a process nor keep other views from what they wait for.
          if (!this.#hasComplained) console.error('steadyfetch: a listener of the history failed:', error);
          this.#hasComplained = true;
        }
      }
    });
  }
}
