import { type Clock, OptionsError } from '../index.ts';
import type { Notice, NoticeCenter } from '../notices/index.ts';

/** A notice in words: its title, or title and body as in `Photos asked us to wait. We’ll try again soon.`; or some of its members, such as `{ phase: 'waiting' }`. */
export type ExpectedNotice = string | Partial<Notice>;

export interface ExpectNoticesOptions {
  /** The clock of the center. With it, time is let go by until the notices are there. */
  readonly clock?: Clock;
  /**
   * How long that may take, in ms of that clock.
   *
   * @defaultValue 4_000
   */
  readonly withinMs?: number;
}

/**
 * Checks that exactly these notices are shown, in this order: now, or within a time of the `clock` that is given.
 *
 * @throws Error with `expected` and `actual`, whose message shows both
 */
export async function expectNotices(
  center: NoticeCenter,
  expected: readonly ExpectedNotice[],
  { clock, withinMs = 4_000 }: ExpectNoticesOptions = {},
): Promise<void> {
  if (typeof center?.getSnapshot !== 'function') {
    throw new OptionsError('center', center, 'a center made by createNotices');
  }
  if (!Array.isArray(expected)) throw new OptionsError('expected', expected, 'a list of texts or parts of notices');
  const shown = () => center.getSnapshot().map((notice, at) => seen(center, notice, expected[at]));
  /** What was shown meanwhile: the notices may have come and gone before what was expected with them. */
  const seenBefore = new Set<string>();
  const isMet = () => {
    const now = shown();
    for (const each of now) seenBefore.add(wordsOf(each));
    return same(now, expected);
  };
  if (isMet() || (clock !== undefined && (await isMetWithin(center, isMet, clock, withinMs)))) return;
  const actual = shown();
  for (const each of actual) seenBefore.delete(wordsOf(each));
  throw difference(expected, actual, [...seenBefore], clock === undefined ? '' : ` within ${withinMs} ms`);
}

async function isMetWithin(
  center: NoticeCenter,
  isMet: () => boolean,
  clock: Clock & { runUntil?<T>(promise: Promise<T>): Promise<T> },
  withinMs: number,
): Promise<boolean> {
  const waiting = new AbortController();
  let stop = () => {};
  const met = new Promise<boolean>((resolve) => {
    stop = center.subscribe(() => {
      if (isMet()) resolve(true);
    });
  });
  const late = clock.sleep(withinMs, waiting.signal, { ref: false }).then(
    () => false,
    () => false,
  );
  const ended = Promise.race([met, late]);
  try {
    return await (clock.runUntil?.(ended) ?? ended);
  } finally {
    waiting.abort();
    stop();
  }
}

/** As much of a notice as the expectation is about. */
function seen(center: NoticeCenter, notice: Notice, expected: ExpectedNotice | undefined): ExpectedNotice {
  if (typeof expected === 'object') {
    const members = Object.keys(expected).map((key) => [key, notice[key as keyof Notice]]);
    return Object.fromEntries(members) as Partial<Notice>;
  }
  const { title, body } = center.present(notice).text;
  return expected === title || body === '' ? title : `${title}. ${body}`;
}

/** Notices are plain values. */
const same = (a: readonly ExpectedNotice[], b: readonly ExpectedNotice[]): boolean => words(a) === words(b);
const words = (notices: readonly ExpectedNotice[]): string => notices.map(wordsOf).join('\n');
const wordsOf = (notice: ExpectedNotice): string => (typeof notice === 'string' ? notice : JSON.stringify(notice));

function difference(
  expected: readonly ExpectedNotice[],
  actual: readonly ExpectedNotice[],
  before: readonly string[],
  when: string,
): Error {
  const list = (sign: string, notices: readonly ExpectedNotice[]) =>
    notices.length === 0 ? `${sign} no notice` : notices.map((notice) => `${sign} ${wordsOf(notice)}`).join('\n');
  const earlier = before.length === 0 ? '' : `\nand these were before:\n${list('+', before)}`;
  const message = `these notices are not shown${when}:\n${list('-', expected)}\nbut these are:\n${list('+', actual)}${earlier}`;
  return Object.assign(new Error(message), { name: 'AssertionError', expected, actual });
}
