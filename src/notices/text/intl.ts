/** What is asked of `Intl` beside dates and numbers. */
type Used = Pick<typeof Intl, 'ListFormat' | 'Locale' | 'PluralRules' | 'RelativeTimeFormat'>;

const RIGHT_TO_LEFT = /^(?:ar|ckb|dv|fa|he|nqo|ps|sd|syr|ug|ur|yi)\b/;

/** Plainer words, for Hermes, the engine of React Native, which writes dates and numbers and has none of these. */
const PLAIN = {
  ListFormat: class {
    format(items: readonly string[]): string {
      return items.join(', ');
    }
  },
  Locale: class {
    readonly tag: string;
    constructor(tag: string) {
      this.tag = tag;
    }
    maximize(): { readonly script: string } {
      const [, said] = /-([A-Z][a-z]{3})\b/.exec(this.tag) ?? [];
      return { script: said ?? (RIGHT_TO_LEFT.test(this.tag) ? 'Arab' : 'Latn') };
    }
  },
  PluralRules: class {
    select(value: number): Intl.LDMLPluralRule {
      return value === 1 ? 'one' : 'other';
    }
  },
  RelativeTimeFormat: class {
    readonly tag: string;
    constructor(tag: string) {
      this.tag = tag;
    }
    format(value: number, unit: string): string {
      const options = { style: 'unit', unit, unitDisplay: 'long' } as const;
      const duration = new Intl.NumberFormat(this.tag, options).format(value);
      return /^en\b/.test(this.tag) ? `in ${duration}` : `(${duration})`;
    }
  },
};

/** Of the engine, as far as it has them. */
export const intl = (): Used => {
  const { ListFormat, Locale, PluralRules, RelativeTimeFormat } = Intl as Partial<Used>;
  return {
    ListFormat: ListFormat ?? PLAIN.ListFormat,
    Locale: Locale ?? PLAIN.Locale,
    PluralRules: PluralRules ?? PLAIN.PluralRules,
    RelativeTimeFormat: RelativeTimeFormat ?? PLAIN.RelativeTimeFormat,
  } as Used;
};
