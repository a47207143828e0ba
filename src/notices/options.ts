import type { NoticeOptions } from '../model/options.ts';
import type { Clock, Page } from '../model/ports.ts';
import type { Notice, NoticeImportance, NoticeSink, NoticeView } from './notice.ts';
import type { Explanation, Language, PhraseKey } from './text/catalog.ts';
import type { PhraseFacts } from './text/phrase.ts';

/** Durations in ms. */
export interface NoticeTiming {
  /** From the first failure of something a person asked for until it is shown. Default 1000. */
  readonly revealUserMs?: number;
  /** The same for what a view needs. Default 3000. */
  readonly revealViewMs?: number;
  /** The same for anything once it is known that the next attempt is at least three seconds away. Default 1000. */
  readonly revealKnownLongMs?: number;
  /** The same for what a person asked for and what could not even be sent. Default 100. */
  readonly revealBlockedMs?: number;
  /** An answer that takes longer is called slow. Default 5000. */
  readonly slowMs?: number;
  /** The same on a slow connection. Default 8000. */
  readonly slowOnSlowConnectionMs?: number;
  /** "Stop trying" is offered after so long. Default 10000. */
  readonly offerCancelMs?: number;
  /** What was shown stays at least this long. Default 2000. */
  readonly minVisibleMs?: number;
  /** The least time between two changes of words. Default 1000. */
  readonly minPhaseMs?: number;
  /** So long after the last failure things have to be well before "working again" is said. Default 500. */
  readonly settleMs?: number;
  /** "Working again" stays this long. Default 6000. */
  readonly recoveredMs?: number;
  /** The least time between two announcements of the same wait. Default 15000. */
  readonly announceEveryMs?: number;
  /** "Try now" works once in this time. Default 3000. */
  readonly retryNowCooldownMs?: number;
}

/** An action of the app's own: a status page, "Check my orders". */
export interface AppAction {
  readonly id: string;
  readonly label: string;
  run(notice: Notice): unknown;
}

export interface NoticesOptions extends Language {
  /** What people call an upstream. `undefined` leaves it at "the service". */
  readonly label?: (upstream: string) => string | undefined;
  /**
   * Does again what has failed for good: refetches, resubmits. "Try now" is offered in the `failed` phase only if this is given,
   * because a call that has settled cannot be revived.
   */
  readonly onRetry?: (notice: Notice) => unknown;
  /** Actions of the app's own for a notice, shown before ours. */
  readonly actions?: (notice: Notice) => readonly AppAction[];
  /** How much a call matters to a person, where the call does not say so itself. Default: see the guide. */
  readonly importance?: (call: {
    readonly method: string;
    readonly upstream: string;
    readonly notice?: NoticeOptions;
  }) => NoticeImportance;
  /** A notice for which this says no stays hidden. Asked again twice a second, so it can be: is the video stalled? */
  readonly gate?: (notice: Notice) => boolean;
  /** Does the app promise that what the person entered is safe? Only then it is said. */
  readonly workKept?: (notice: Notice) => boolean;
  readonly timing?: NoticeTiming;
  /** Time. Give the client's own if it has one of its own. */
  readonly clock?: Clock;
  /** The page and the person in front of it. Default: what the browser says; elsewhere the user is always looking. */
  readonly page?: Page;
}

/** Hears the new snapshot. */
export type NoticesListener = (notices: readonly Notice[]) => void;

/** How to stop; serves as a function and as an object. */
export type Unsubscribe = (() => void) & { unsubscribe(): void };

/** What came of "Try now". `not-yet`: it was not the time, and nothing was sent. */
export type RetryNowResult = 'recovered' | 'still-failing' | 'not-yet';

/** Folds what a client tells into a few notices, and owns when they come, change and go. */
export interface NoticeCenter {
  /** The notices to be shown now, most important first. The same frozen value until something changes. */
  getSnapshot(): readonly Notice[];
  /** Always empty: no notice is shown while a page is rendered on a server. */
  getServerSnapshot(): readonly Notice[];
  /** Calls back at once and after every change. */
  subscribe(listener: NoticesListener | { next?(notices: readonly Notice[]): void }): Unsubscribe;
  /** Sends one attempt per upstream concerned, or joins the one under way; in the `failed` phase runs `onRetry`. */
  retryNow(id: string): Promise<RetryNowResult>;
  /** Stops trying: settles the waiting calls with `CancelledError`. */
  cancel(id: string): void;
  /** Hides the notice until the next incident. The calls go on. */
  dismiss(id: string): void;
  /** While held a notice neither goes nor changes its words, except for how the trouble ended; for 30 s at most. */
  hold(id: string): () => void;
  /** Calls back at once and every second with the seconds until the next attempt; not while the page is hidden. */
  countdown(id: string, listener: (seconds: number | undefined) => void): () => void;
  /** Keeps a renderer up to date. */
  connect(sink: NoticeSink, language?: Language): Unsubscribe;
  present(notice: Notice, language?: Language): NoticeView;
  /** What a cause means; of a notice, with the names that the app gave. */
  explain(about: Notice['cause'] | Notice, language?: Language): Explanation;
  /** One phrase of the catalogue. */
  phrase(key: PhraseKey, facts?: Partial<PhraseFacts>, language?: Language): string;
  /** Ends everything: listeners, timers, sinks. */
  close(): void;
}
