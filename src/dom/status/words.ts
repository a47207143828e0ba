/** Everything that the panel says. Numbers, times and units come from `Intl`, in the language of `lang`. */
export interface StatusWords {
  /** A language tag. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
  /** Name of the whole panel. */
  readonly title: string;
  /** While nothing has been heard of any upstream. */
  readonly nothing: string;
  /** The states of an upstream. */
  readonly working: string;
  readonly failing: string;
  readonly down: string;
  /** One route of it does not work. */
  readonly partlyDown: string;
  readonly checking: string;
  readonly isolated: string;
  /** What the numbers are. */
  readonly failed: string;
  readonly answerTime: string;
  readonly waiting: string;
  readonly nextCheck: string;
  /** When the next check is due at once. */
  readonly now: string;
  /** What the chart shows. Takes `{time}`, `{requests}` and `{failed}`. */
  readonly chart: string;
  /** Follows it if some have failed. Takes `{clock}`. */
  readonly chartPeak: string;
  /** Above the failures. Takes `{count}`. */
  readonly lastFailures: string;
  /** Takes `{number}`. */
  readonly attempt: string;
  readonly copy: string;
  readonly copied: string;
}

const ENGLISH: StatusWords = {
  lang: 'en',
  dir: 'ltr',
  title: 'Service status',
  nothing: 'No requests yet',
  working: 'Working',
  failing: 'Working, with failures',
  down: 'Not answering',
  partlyDown: 'One kind of request keeps failing',
  checking: 'Checking',
  isolated: 'Switched off by this app',
  failed: 'Failed requests',
  answerTime: 'Answer time',
  waiting: 'Waiting calls',
  nextCheck: 'Next check',
  now: 'now',
  chart: 'Requests in {time}: {requests}. Failed: {failed}.',
  chartPeak: 'Most failed around {clock}.',
  lastFailures: 'Last failures ({count})',
  attempt: 'attempt {number}',
  copy: 'Copy details',
  copied: 'Copied',
};

/** The words, with what they speak about: numbers, times and durations in their language. */
export class StatusLanguage {
  readonly words: StatusWords;
  readonly #number: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #units: Readonly<Record<'minute' | 'second' | 'millisecond', Intl.NumberFormat>>;
  readonly #clock: Intl.DateTimeFormat;

  constructor(given: Partial<StatusWords> = {}) {
    this.words = { ...ENGLISH, ...given };
    const { lang } = this.words;
    const unit = (name: string, unitDisplay: 'long' | 'short') =>
      new Intl.NumberFormat(lang, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 });
    this.#number = new Intl.NumberFormat(lang);
    this.#percent = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 });
    this.#units = {
      minute: unit('minute', 'long'),
      second: unit('second', 'short'),
      millisecond: unit('millisecond', 'short'),
    };
    this.#clock = new Intl.DateTimeFormat(lang, { timeStyle: 'medium' });
  }

  /** A text of the words, with what stands in its braces. */
  fill(text: string, facts: Readonly<Record<string, string>>): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => facts[name] ?? whole);
  }

  count = (count: number): string => this.#number.format(count);
  share = (share: number): string => this.#percent.format(share);
  clock = (epochMs: number): string => this.#clock.format(epochMs);

  duration(ms: number): string {
    const { minute, second, millisecond } = this.#units;
    if (ms >= 60_000) return minute.format(ms / 60_000);
    return ms < 1_000 ? millisecond.format(Math.round(ms)) : second.format(ms / 1_000);
  }
}
