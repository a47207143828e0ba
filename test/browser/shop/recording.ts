import type { Notice } from '../../../src/notices/index.ts';

// What a visit to the shop leaves behind. Times are epoch ms: the page and the server have the same clock.

export type Service = 'Shop' | 'Tips';

/** A call, as the page made it. */
export interface CallRecord {
  readonly id: number;
  readonly service: Service;
  readonly method: string;
  /** What the page calls it, or else its path. */
  readonly what: string;
  /** The user pressed a button for it. */
  readonly isForPerson: boolean;
  readonly startedAt: number;
  settledAt?: number;
  wasOk?: boolean;
}

/** One request of a call, as the page saw it. */
export interface RequestRecord {
  readonly call: number;
  readonly sentAt: number;
  endedAt?: number;
  /** Absent where there was no answer. */
  status?: number;
}

/** One card, as it was on the screen. What is not rendered is empty. */
export interface CardSeen {
  /** The same for as long as the element is the same. */
  readonly card: number;
  readonly title: string;
  readonly line: string;
  readonly waiting: string;
  readonly digits: string;
  readonly buttons: readonly string[];
  /** The element that holds it: the body, a dialog or the player. */
  readonly within: string;
}

/** Everything that was on the screen from this moment on. */
export interface Sample {
  readonly at: number;
  /** The monotonic time of the page. */
  readonly clock: number;
  /** From the moment at which the library looked at the clock until it was on the screen. */
  readonly lateMs: number;
  readonly cards: readonly CardSeen[];
}

/** What a live region said. */
export interface Utterance {
  readonly at: number;
  readonly text: string;
}

export interface Recording {
  readonly calls: readonly CallRecord[];
  readonly requests: readonly RequestRecord[];
  readonly samples: readonly Sample[];
  readonly said: readonly Utterance[];
  readonly deeds: readonly Deed[];
  readonly screens: readonly { readonly at: number; readonly notices: readonly Notice[] }[];
  /** Where the screen showed other words than the center's. */
  readonly mismatches: readonly string[];
  /** The longest time for which the page itself stood still. */
  readonly stallMs: number;
  readonly endedAt: number;
}

/** A request as the server answered it, or did not. */
export interface LogLine {
  readonly call: number;
  readonly at: number;
  readonly answered?: { readonly at: number; readonly status: number };
  /** When the service will be back, as it said itself. */
  readonly backAt?: number;
}

/** What a person did with a card, or what the browser said of the network. */
export interface Deed {
  readonly at: number;
  readonly what: 'offline' | 'online' | 'Try now' | 'Stop trying' | 'Hide';
}

export interface Visit {
  readonly recording: Recording;
  readonly log: readonly LogLine[];
}
