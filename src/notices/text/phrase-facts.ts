import type { Notice } from '../notice.ts';
import type { Formats } from './formats.ts';
import { whatOf } from './keys.ts';
import type { PhraseFacts } from './phrase.ts';
import type { FactsSource } from './translate.ts';

/** What every phrase about a notice may place; without a notice, what can be said of any service. */
export const factsAbout =
  (notice: Notice | undefined): FactsSource =>
  (formats, words) => {
    const label = notice?.label;
    const named = { what: label === undefined ? '' : formats.isolated(label) };
    const name = {
      service: label === undefined ? words('service.name') : words('service.named', named),
      Service: label === undefined ? words('service.start') : words('service.named.start', named),
    };
    if (notice === undefined) return name;
    const { waitMs, elapsedMs, since, nextAttemptAt, retryAfterUntil, affected, others, scope } = notice;
    const rest = affected.length === 0 && scope.kind === 'many' ? 'list.services' : 'list.others';
    const items = [
      ...affected.map((each) => formats.isolated(each)),
      ...(others > 0 ? [words(rest, { n: others })] : []),
    ];
    const what = whatOf(notice);
    return {
      ...name,
      ...(what === undefined ? {} : { what: formats.isolated(what) }),
      in: waitMs === undefined ? '' : formats.in(waitMs),
      wait: waitMs === undefined ? '' : formats.duration(waitMs),
      time: formats.time(nextAttemptAt ?? retryAfterUntil ?? since, since + elapsedMs),
      duration: formats.duration(elapsedMs),
      list: formats.list(items),
      notice,
    };
  };

/** A notice is put into many phrases, and its times and lists are the same in all of them. */
export function once(source: FactsSource): FactsSource {
  const known = new Map<Formats, ReturnType<FactsSource>>();
  return (formats, words) => {
    const facts = known.get(formats) ?? source(formats, words);
    known.set(formats, facts);
    return facts;
  };
}

export const withMore =
  (source: FactsSource, { reference, ...more }: Partial<PhraseFacts>): FactsSource =>
  (formats, words) => ({
    ...source(formats, words),
    ...more,
    ...(reference === undefined ? {} : { reference: formats.isolated(reference) }),
  });
