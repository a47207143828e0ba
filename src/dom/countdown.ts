import type { NoticeTone, NoticeView } from '../notices/index.ts';
import { make, makeSvg, setAttribute, setText } from './make.ts';

/** One shape for each tone: color alone tells nothing to many people. On a grid of 24. */
export const SHAPES: Readonly<Record<NoticeTone, string>> = {
  info: 'M12 11v6M12 7v.01',
  progress: 'M18 12a6 6 0 1 1-2-4.5M16.5 4v4h-4',
  warning: 'M12 5l7.5 13h-15zM12 10.5v3M12 15.8v.01',
  error: 'M8 8l8 8M16 8l-8 8',
  success: 'M7 12.5l3.5 3.5L17 9',
};

const HOUR_S = 3_600;

/** The tone as a shape, the time left as a ring around it, and as digits. Nothing that assistive technology has to know. */
export class Countdown {
  readonly #shape = makeSvg('path', { class: 'shape', transform: 'translate(5 5) scale(1.25)' });
  readonly #ring = makeSvg('circle', { class: 'ring', cx: '20', cy: '20', r: '18.5', pathLength: '1' });
  readonly #digits = make('span', { class: 'digits', part: 'countdown' });
  readonly element = make(
    'div',
    { class: 'mark', part: 'mark', 'aria-hidden': 'true' },
    makeSvg(
      'svg',
      { viewBox: '0 0 40 40' },
      makeSvg('circle', { class: 'disc', cx: '20', cy: '20', r: '18.5' }),
      this.#ring,
      this.#shape,
    ),
    this.#digits,
  );
  #stop = () => {};
  #until: number | undefined;
  #total = 0;

  show(view: NoticeView): void {
    setAttribute(this.#shape, 'd', SHAPES[view.tone]);
    if (view.notice.nextAttemptAt !== this.#until) this.#total = 0;
    this.#until = view.notice.nextAttemptAt;
    this.#stop();
    this.#stop = view.countdown((seconds) => this.#tick(seconds, view.lang));
  }

  close(): void {
    this.#stop();
    this.#stop = () => {};
  }

  #tick(seconds: number | undefined, lang: string): void {
    // A wait without an end has no digits.
    const left = seconds !== undefined && seconds >= 0 && seconds < HOUR_S ? seconds : undefined;
    this.#total = Math.max(this.#total, left ?? 0);
    setText(this.#digits, left === undefined ? '' : digitsOf(left, lang));
    setAttribute(this.#ring, 'stroke-dasharray', `${left === undefined ? 0 : left / (this.#total || 1)} 1`);
  }
}

function digitsOf(seconds: number, lang: string): string {
  const rest = seconds % 60;
  if (rest === seconds) return seconds.toLocaleString(lang);
  return `${Math.floor(seconds / 60).toLocaleString(lang)}:${rest.toLocaleString(lang, { minimumIntegerDigits: 2 })}`;
}
