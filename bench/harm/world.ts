import type { Online, SteadyOptions } from '../../dist/index.js';
import type { Draw } from './draw.ts';

/** One request, as the server sees it. */
export interface Ask {
  /** Virtual ms since the run began. */
  readonly at: number;
  readonly method: string;
  readonly url: URL;
  readonly body: string;
  readonly headers: Headers;
  /** The call that the request belongs to, and which of its requests this is, counted from 1. */
  readonly call: number;
  readonly attempt: number;
  /** In [0, 1). It belongs to the call and the attempt, so all contenders have the same luck. */
  readonly luck: number;
}

/** What one request comes to. */
export type Reply =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Until the headers. */
      readonly afterMs: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** A body without an end: one line each time. */
      readonly everyMs?: number;
    }
  /** A `TypeError`. An opaque one says nothing, as in browsers; the other one proves that nothing was sent, as in Node. */
  | { readonly kind: 'error'; readonly afterMs: number; readonly isOpaque: boolean }
  | { readonly kind: 'silence' };

/** Made anew for each run, so it may remember what it was asked. */
export type Server = (ask: Ask) => Reply;

/** One call that the app makes, the same for all contenders. */
export interface Call {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly importance?: 'user';
  /** The app says that it may be sent twice. */
  readonly idempotent?: true;
  /** Chance decides what becomes of it, or how often the server was asked: it counts together with all others of its kind. */
  readonly isByChance?: true;
  /** When what failed is well again. To notice that takes a client a moment, in which this call is not late. */
  readonly backAt?: readonly number[];
  /** The app gives up itself. */
  readonly abortAfterMs?: number;
  /** A status that is a good answer to the app although it is not 2xx. */
  readonly wants?: number;
  /** The body that the app needs. */
  readonly expects: string;
  /** The app reads this many lines of an endless body. */
  readonly lines?: number;
}

/** How many requests a contender may send. */
export interface Allowance {
  /** Over those of bare fetch. */
  readonly ratio: number;
  /** And so many more: what it takes to learn that a failure is for good. */
  readonly extra: number;
}

export interface Outage {
  readonly from: number;
  readonly until: number;
  /** Calls that begin in it should be saved, and end this soon after the upstream is back. Without it, none has to be saved. */
  readonly savedWithinMs?: number;
}

/** A world with all its parameters drawn. */
export interface Scenario {
  readonly server: () => Server;
  /** In the order of their times. */
  readonly calls: readonly Call[];
  readonly requests: Allowance;
  /** The calls share what the server can do, so a call that is saved may delay another: lateness does not count. */
  readonly isShared?: true;
  /** Where there is one, only requests during it are counted. */
  readonly outage?: Outage;
  readonly options?: SteadyOptions;
  /** What the platform says of the network. */
  readonly online?: () => Online;
}

export type Group = 'a part fails' | 'slow' | 'hints' | 'chance' | 'outage' | 'mix';

export interface World {
  readonly name: string;
  readonly about: string;
  readonly group: Group;
  /** So many scenarios make one variation, because one has too few calls to say anything. */
  readonly scenarios?: number;
  /** May be a part of a mix: all of it is on the app's own origin. */
  readonly isPart?: true;
  /** It has thousands of calls, so it is played on one seed only, and left out of the quick check. */
  readonly isLarge?: true;
  readonly draw: (draw: Draw) => Scenario;
}
