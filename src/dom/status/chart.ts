import type { HistoryBucket } from '../../history/index.ts';
import { makeSvg, setAttribute } from '../make.ts';

/** Of one bar, and of the gap after it. */
const BAR = 2;
const STEP = 3;
/** The highest bar on either side of the middle line. */
const MOST = 19;
const MIDDLE = 20;

/** What succeeded goes up, what failed goes down, on one scale: the chart can be read without its colors. */
export class Chart {
  readonly #good = makeSvg('path', { class: 'good' });
  readonly #bad = makeSvg('path', { class: 'bad' });
  readonly #line = makeSvg('path', { class: 'line' });
  readonly element = makeSvg(
    'svg',
    { class: 'chart', part: 'chart', role: 'img', preserveAspectRatio: 'none' },
    this.#good,
    this.#bad,
    this.#line,
  );

  update(buckets: readonly HistoryBucket[], text: string): void {
    const goodOf = ({ attempts, failedAttempts }: HistoryBucket): number => attempts - failedAttempts;
    const most = Math.max(1, ...buckets.flatMap((each) => [goodOf(each), each.failedAttempts]));
    const bars = (countOf: (bucket: HistoryBucket) => number, side: 1 | -1): string =>
      buckets
        .map((each, at) => ({ at, height: (countOf(each) / most) * MOST }))
        .filter(({ height }) => height > 0)
        // Even one of thousands is to be seen.
        .map(({ at, height }) => `M${at * STEP} ${MIDDLE}h${BAR}v${side * round(Math.max(1, height))}h-${BAR}z`)
        .join('');
    const width = buckets.length * STEP;
    setAttribute(this.element, 'viewBox', `0 0 ${width} ${MIDDLE * 2}`);
    setAttribute(this.element, 'aria-label', text);
    setAttribute(this.#line, 'd', `M0 ${MIDDLE}H${width}`);
    setAttribute(this.#good, 'd', bars(goodOf, -1));
    setAttribute(
      this.#bad,
      'd',
      bars(({ failedAttempts }) => failedAttempts, 1),
    );
  }
}

const round = (length: number): number => Math.round(length * 10) / 10;
