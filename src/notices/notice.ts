/**
 * Where an incident is, as far as a person cares.
 *
 * - `slow`: nothing failed yet, the answer is late.
 * - `waiting`: between two attempts.
 * - `retrying`: an attempt is under way after at least one failure.
 * - `paused`: the circuit is open; the next attempt is its probe.
 * - `offline`: the device reports no network, and our calls agree.
 * - `recovered`: it is over. Leaves by itself.
 * - `failed`: we have stopped trying.
 */
export type NoticePhase = 'slow' | 'waiting' | 'retrying' | 'paused' | 'offline' | 'recovered' | 'failed';

/** What is the matter. `many` stands for several upstreams at once, `stopped` for a person who pressed "Stop trying". */
export type NoticeCause =
  | 'bad-gateway'
  | 'unavailable'
  | 'unavailable-until'
  | 'gateway-timeout'
  | 'server-error'
  | 'rate-limited'
  | 'timeout'
  | 'network'
  | 'offline'
  | 'slow'
  | 'many'
  | 'not-found'
  | 'gone'
  | 'signed-out'
  | 'forbidden'
  | 'rejected'
  | 'stopped';

/** What a notice is about: one upstream, several, the device, or one request of a person. `key` and `keys` are opaque. */
export type NoticeScope =
  | { readonly kind: 'upstream'; readonly key: string }
  | { readonly kind: 'many'; readonly keys: readonly string[] }
  | { readonly kind: 'device' }
  | { readonly kind: 'request'; readonly key: string };

export type NoticeImportance = 'user' | 'view' | 'background';
export type NoticeSurface = 'app' | 'playback' | 'inline';

/** Circumstances that change the words, not the phase. */
export type NoticeCircumstance =
  /** The browser reports a slow connection. */
  | 'slow-connection'
  /** The app promises that what the person entered is safe. */
  | 'work-kept'
  /** It keeps going away and coming back. */
  | 'flapping'
  /** It has lasted for more than two minutes. */
  | 'long-outage';

/** What a person can do. Apps may add actions of their own, with ids of their own. */
export type NoticeActionId = 'retry-now' | 'cancel' | 'dismiss';

/**
 * What a person may know about one incident. A frozen value: enumerations, counts, times, and labels that the app gave;
 * never a URL, a host name, a header, a body or the message of an error.
 */
export interface Notice {
  /** Stable for as long as the incident lasts, and the same for the next incident of the same scope. */
  readonly id: string;
  /** Counts the incidents of this scope from 1. */
  readonly incident: number;
  /** Grows with every change of this notice. */
  readonly revision: number;
  /** Grows whenever there is something new that is worth saying aloud. */
  readonly announcements: number;
  readonly scope: NoticeScope;
  readonly phase: NoticePhase;
  readonly cause: NoticeCause;
  /** Whose side it is most likely on. Never "you". */
  readonly origin: 'service' | 'connection' | 'device' | 'request' | 'unknown';
  /** Will it pass? */
  readonly temporary: 'likely' | 'unknown' | 'no';
  /** Could something that was sent have been carried out? `repeat-safe`: sending it again does no harm. */
  readonly effect: 'none' | 'repeat-safe' | 'unknown';
  /** Something was to be done, and nothing was sent: it can be tried again without a second thought. Only in `failed`. */
  readonly unsent?: boolean;
  /** In `slow`: it asks for something to be done, such as an order, and pressing again could do it twice. In `failed`: it was refused, so nothing was done. */
  readonly write?: boolean;
  /** The highest among the calls concerned. */
  readonly importance: NoticeImportance;
  readonly surface: NoticeSurface;
  readonly circumstances: readonly NoticeCircumstance[];
  /** What the app calls the upstream; cleaned, and never taken from the URL. */
  readonly label?: string;
  /** Up to three labels that the app gave: of calls ("Invoices"), or of upstreams where several are concerned. */
  readonly affected: readonly string[];
  /** How many more there are than `affected` names. */
  readonly others: number;
  /** Of this incident: calls still under way, calls that finished well, and different things that failed and have not worked since. */
  readonly counts: { readonly waiting: number; readonly finished: number; readonly failed: number };
  /** Requests sent so far for the call that was tried most often. */
  readonly attempts: number;
  /** Epoch ms of the first failure (`slow`: of the start). */
  readonly since: number;
  /** How long it has lasted, or lasted, in ms; as of the last change of words. */
  readonly elapsedMs: number;
  /** Epoch ms of our next attempt; only in `waiting` and `paused`, and only where it is known. */
  readonly nextAttemptAt?: number;
  /** The same as a duration in ms, as of the last change of words: changes when the words may change, not with every second. */
  readonly waitMs?: number;
  readonly waitReason?: 'backoff' | 'retry-after' | 'circuit';
  /** Epoch ms until which the upstream asked to be left alone, also where no call waits for it that long. */
  readonly retryAfterUntil?: number;
  /** The status of the last answer, for the line of details that support may ask for. */
  readonly status?: number;
  /** A request id for support: one word of harmless characters. */
  readonly reference?: string;
  /** What may be offered now, in this order; `busy`: it was pressed, and its result is not there yet. */
  readonly actions: readonly NoticeActionId[];
  readonly busy: boolean;
}

/** A button. */
export interface NoticeAction {
  readonly id: string;
  readonly label: string;
  /** Shown, but without effect for now. Use `aria-disabled`, so that the focus is not lost. */
  readonly disabled: boolean;
  run(): void;
}

export type NoticeTone = 'info' | 'progress' | 'warning' | 'error' | 'success';

export interface NoticeText {
  /** One short sentence: what is the matter. */
  readonly title: string;
  /** What a small toast says below the title: `when` if there is one, else the first sentence of `advice`. */
  readonly body: string;
  /** What it means. */
  readonly detail: string;
  /** What the person can do, or that nothing need be done. */
  readonly advice: string;
  /** When the next attempt comes, in words that stay true for a while. */
  readonly when?: string;
  /** How many things wait; not for live regions, because it changes often. */
  readonly waiting?: string;
  /** Status and reference for support, for a place that is closed at first. */
  readonly support?: string;
}

/** A sentence, and the language that it is in. */
export interface NoticeSentence {
  readonly text: string;
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

/** By a whole text: its sentences, with a space between them. Holds only texts that are not all in the language of the title. */
export type ForeignTexts = Readonly<Record<string, readonly NoticeSentence[]>>;

/** A notice in words, ready for a toast. Give all of it to the renderer every time. */
export interface NoticeView {
  readonly id: string;
  readonly tone: NoticeTone;
  readonly text: NoticeText;
  /** Of the title, and of all that is not in `foreign`. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Texts, labels and the announcement, where a translation has a gap that English fills. Empty for a complete one. */
  readonly foreign: ForeignTexts;
  /** Present only when this is new and worth saying aloud. For renderers with a live region of their own. */
  readonly announce?: { readonly text: string; readonly politeness: 'polite' | 'assertive' };
  readonly actions: readonly NoticeAction[];
  /** Name of the button that hides it, in full: "Hide message about Photos". */
  readonly dismissLabel: string;
  /** To be called when the person closed it. */
  dismiss(): void;
  /** To be called when the pointer or the focus is inside; call the result when it left. */
  hold(): () => void;
  /** Calls back at once and then every second with the seconds left, for digits that assistive technology does not see. */
  countdown(listener: (seconds: number | undefined) => void): () => void;
  readonly notice: Notice;
}

/** What a renderer has to implement. Idempotent; ids are stable; whatever it shows stays until `remove`. */
export interface NoticeSink {
  /** Shows it, or changes it in place. */
  upsert(view: NoticeView): void;
  /** Hides it, with the renderer's own farewell. */
  remove(id: string): void;
}
