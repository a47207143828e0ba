import { intl } from './intl.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Up to here people count minutes. */
const MINUTES_UNTIL = 90 * MINUTE;
const HOURS_UNTIL = 48 * HOUR;

/** What changes with the language without being a phrase: numbers, times, lists, plurals, and where to begin reading. */
export class Formats {
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly #made = new Map<string, unknown>();

  constructor(locale: string) {
    this.locale = locale;
    this.dir = isRightToLeft(locale) ? 'rtl' : 'ltr';
  }

  number(value: number): string {
    return this.#make('number', () => new Intl.NumberFormat(this.locale)).format(value);
  }

  plural(value: number): Intl.LDMLPluralRule {
    return this.#make('plural', () => new (intl().PluralRules)(this.locale)).select(value);
  }

  /** "in 10 seconds" */
  in(ms: number): string {
    const [value, unit] = measured(ms);
    return this.#make('in', () => new (intl().RelativeTimeFormat)(this.locale, { numeric: 'always' })).format(
      value,
      unit,
    );
  }

  /** "2 minutes" */
  duration(ms: number): string {
    const [value, unit] = measured(ms);
    // `Intl.DurationFormat` would be the word for it, and is too young.
    const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
    return this.#make(`duration ${unit}`, () => new Intl.NumberFormat(this.locale, options)).format(value);
  }

  /** "14:30", and the day where it is not that of `from`; both in epoch ms. Nothing that is promised "after 14:30" may come later. */
  time(epochMs: number, from: number): string {
    const at = Math.ceil(epochMs / MINUTE) * MINUTE;
    const isSameDay = new Date(at).toDateString() === new Date(from).toDateString();
    const options = isSameDay
      ? ({ timeStyle: 'short' } as const)
      : ({ dateStyle: 'medium', timeStyle: 'short' } as const);
    return this.#make(`time ${isSameDay}`, () => new Intl.DateTimeFormat(this.locale, options)).format(at);
  }

  list(items: readonly string[]): string {
    return this.#make('list', () => new (intl().ListFormat)(this.locale, { type: 'conjunction' })).format(items);
  }

  /** In a sentence of two languages, a name keeps its own direction and leaves that of the sentence alone. */
  isolated(name: string): string {
    return this.dir === 'rtl' || RIGHT_TO_LEFT_LETTER.test(name) ? `\u2068${name}\u2069` : name;
  }

  /** Formatters are costly to make. */
  #make<Format>(name: string, make: () => Format): Format {
    const known = this.#made.get(name) as Format | undefined;
    if (known !== undefined) return known;
    const made = make();
    this.#made.set(name, made);
    return made;
  }
}

function measured(ms: number): readonly [number, 'second' | 'minute' | 'hour' | 'day'] {
  if (ms < MINUTE) return [Math.max(1, Math.round(ms / SECOND)), 'second'];
  if (ms < MINUTES_UNTIL) return [Math.round(ms / MINUTE), 'minute'];
  return ms < HOURS_UNTIL ? [Math.round(ms / HOUR), 'hour'] : [Math.round(ms / DAY), 'day'];
}

const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const RIGHT_TO_LEFT_SCRIPTS = ['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg'];

const isRightToLeft = (locale: string): boolean =>
  RIGHT_TO_LEFT_SCRIPTS.includes(new (intl().Locale)(locale).maximize().script ?? '');
