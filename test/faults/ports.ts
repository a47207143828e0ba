/** What a port is given to do: it fails, is late, never ends, or the app does something at exactly that moment. */
export type Fault = { readonly kind: Failure } | ActFault;

type Failure = 'throw' | 'reject' | 'never' | 'late';

interface ActFault {
  readonly kind: 'act';
  readonly act: Act;
  /** Before the port begins, or so many microtasks after it has ended. */
  readonly at: 'before' | number;
}

/** What an app can do at any moment. */
export type Act = 'abort' | 'cancel' | 'close' | 'retry now' | 'isolate';

/** Everything that the app gives and the library calls. */
export type PortName =
  | 'fetch'
  | 'read'
  | 'sleep'
  | 'shouldRetry'
  | 'body'
  | 'key'
  | 'listener'
  | 'evidence'
  | 'upstream'
  | 'upstreams'
  | 'online'
  | 'random';

/** One call of a port. */
export interface Point {
  readonly port: PortName;
  /** Does it return a promise? */
  readonly isAsync: boolean;
  /** What it was about: a path, an event. */
  readonly about: string;
  /** Microtasks from its end to the next point, where that is reached without time passing. */
  hops: number;
}

/** What an injected failure is. One object for each run, so that it is recognized wherever it comes out. */
const injected = (): Error => Object.assign(new TypeError('an injected failure'), { code: 'EINJECTED' });

const LATE_MS = 90_000;

interface Surroundings {
  /** Does what the app would do. */
  act(act: Act): void;
  /** Virtual time that the library does not know of. */
  pass(ms: number): Promise<void>;
}

/** Counts every call of a port, and plays a fault at those that the plan names. */
export class Ports {
  readonly points: Point[] = [];
  readonly error = injected();
  /** Points at which a fault was played. */
  readonly played: Point[] = [];
  /** Acts of the app that are still to come. */
  pendingActs = 0;
  /** From now on nothing is counted, and nothing fails. */
  isOver = false;
  readonly #plan: ReadonlyMap<number, Fault>;
  readonly #surroundings: Surroundings;
  #hopsOf: Point | undefined;

  constructor(plan: ReadonlyMap<number, Fault>, surroundings: Surroundings) {
    this.#plan = plan;
    this.#surroundings = surroundings;
  }

  /** A port that returns at once. */
  sync<Result>(port: PortName, about: string, run: () => Result): Result {
    const [point, fault] = this.#next(port, false, about);
    if (point === undefined || fault === undefined) return run();
    this.played.push(point);
    if (fault.kind !== 'act') return this.#fail(fault.kind) as Result;
    if (fault.at === 'before') this.#surroundings.act(fault.act);
    const result = run();
    if (fault.at !== 'before') void this.#actAfter(fault);
    return result;
  }

  /** A port that returns a promise. */
  async<Result>(port: PortName, about: string, run: () => Promise<Result>): Promise<Result> {
    const [point, fault] = this.#next(port, true, about);
    if (point === undefined) return run();
    if (fault !== undefined) this.played.push(point);
    // It does what it has to do, and says so much later, whatever its signal says.
    if (fault?.kind === 'late') return run().finally(() => this.#fail('late'));
    if (fault !== undefined && fault.kind !== 'act') return this.#fail(fault.kind) as Promise<Result>;
    if (fault?.at === 'before') this.#surroundings.act(fault.act);
    const result = run();
    const ended = () =>
      void (fault === undefined || fault.at === 'before' ? this.#countHops(point) : this.#actAfter(fault));
    result.then(ended, ended);
    return result;
  }

  #fail(kind: Failure): Promise<unknown> {
    if (kind === 'throw') throw this.error;
    if (kind === 'reject') return Promise.reject(this.error);
    return kind === 'never' ? new Promise(() => {}) : this.#surroundings.pass(LATE_MS);
  }

  #next(port: PortName, isAsync: boolean, about: string): readonly [Point | undefined, Fault | undefined] {
    if (this.isOver) return [undefined, undefined];
    const point: Point = { port, isAsync, about, hops: Number.POSITIVE_INFINITY };
    this.#hopsOf = undefined;
    return [point, this.#plan.get(this.points.push(point) - 1)];
  }

  async #actAfter({ at, act }: ActFault): Promise<void> {
    this.pendingActs++;
    for (let hop = 0; hop < Number(at); hop++) await undefined;
    this.pendingActs--;
    if (!this.isOver) this.#surroundings.act(act);
  }

  /** How many microtasks there are until the next point: more need not be tried. */
  async #countHops(point: Point): Promise<void> {
    this.#hopsOf = point;
    for (let hops = 1; hops <= COUNTED_HOPS; hops++) {
      await undefined;
      if (this.#hopsOf === point) continue;
      point.hops = hops;
      return;
    }
  }
}

/** The app acts at so many microtasks after a point at most: the next point is never further away. */
export const MAX_HOPS = 12;
/** How far the way to the next point is followed, to know that. */
const COUNTED_HOPS = 60;
