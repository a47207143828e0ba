import type { KeptFailure, UpstreamHistory } from '../../history/index.ts';
import { CopyButton } from '../copy.ts';
import { SHAPES } from '../countdown.ts';
import { make, makeSvg, setAttribute, setText } from '../make.ts';
import { Chart } from './chart.ts';
import { lineOf, linesOf, type Reading, read } from './reading.ts';
import type { StatusLanguage } from './words.ts';

const NUMBERS = ['failed', 'answerTime', 'waiting', 'nextCheck'] as const;

/** One upstream. The elements stay the same for as long as it is shown, so the focus and what is open stay, too. */
export class Row {
  readonly #language: StatusLanguage;
  readonly #shape = makeSvg('path', { class: 'shape', transform: 'translate(5 5) scale(1.25)' });
  readonly #name = make('bdi', { class: 'name', part: 'name' });
  readonly #state = make('span', { class: 'state', part: 'state' });
  readonly #numbers = NUMBERS.map((name) => {
    const value = make('dd');
    return { name, value, term: make('dt'), element: make('div', { part: 'number' }) };
  });
  readonly #chart = new Chart();
  readonly #summary = make('summary', { part: 'summary' });
  readonly #list = make('ol', { role: 'list' });
  readonly #copy: CopyButton;
  readonly #failures: HTMLDetailsElement;
  readonly #lines = new Map<KeptFailure, HTMLElement>();
  readonly element: HTMLElement;
  #history: UpstreamHistory | undefined;
  #label = '';

  constructor(language: StatusLanguage, say: (text: string) => void) {
    this.#language = language;
    const { words } = language;
    const mark = makeSvg(
      'svg',
      { class: 'mark', viewBox: '0 0 40 40', 'aria-hidden': 'true' },
      makeSvg('circle', { class: 'disc', cx: '20', cy: '20', r: '18.5' }),
      this.#shape,
    );
    for (const { name, value, term, element } of this.#numbers) {
      term.textContent = words[name];
      element.append(term, value);
    }
    this.#copy = new CopyButton({
      lines: () => (this.#history === undefined ? [] : linesOf(this.#history, this.#label, language)),
      label: () => words.copy,
      copied: () => words.copied,
      say,
    });
    this.#failures = make('details', { part: 'failures' }, this.#summary, this.#list, this.#copy.element);
    this.#failures.addEventListener('toggle', () => this.#showFailures());
    this.element = make(
      'li',
      { class: 'upstream', part: 'upstream' },
      make('div', { class: 'head' }, mark, this.#name, this.#state),
      make('dl', {}, ...this.#numbers.map(({ element }) => element)),
      this.#chart.element,
      this.#failures,
    );
  }

  update(history: UpstreamHistory, label: string): Reading {
    const reading = read(history, label, this.#language);
    this.#history = history;
    this.#label = label;
    setAttribute(this.element, 'data-tone', reading.tone);
    setAttribute(this.#shape, 'd', SHAPES[reading.tone]);
    setText(this.#name, reading.name);
    setText(this.#state, reading.state);
    for (const { name, value, element } of this.#numbers) {
      setText(value, reading[name]);
      if (element.hidden !== value.hidden) element.hidden = value.hidden;
    }
    this.#chart.update(history.buckets, reading.chart);
    this.#failures.hidden = history.failures.length === 0;
    setText(this.#summary, reading.lastFailures);
    this.#showFailures();
    return reading;
  }

  /** Only while they are looked at. */
  #showFailures(): void {
    if (!this.#failures.open || this.#history === undefined) return;
    const { failures } = this.#history;
    for (const [failure, line] of this.#lines) {
      if (failures.includes(failure)) continue;
      line.remove();
      this.#lines.delete(failure);
    }
    for (const [at, failure] of failures.entries()) {
      const line = this.#lines.get(failure) ?? this.#makeLine(failure);
      if (this.#list.children[at] !== line) this.#list.insertBefore(line, this.#list.children[at] ?? null);
    }
    this.#copy.update();
  }

  #makeLine(failure: KeptFailure): HTMLElement {
    const [what = '', attempt = '', ...codes] = lineOf(failure, this.#language);
    const time = make('time', { datetime: new Date(failure.at).toISOString() }, this.#language.clock(failure.at));
    const proofs = codes.flatMap((code) => [' ', make('code', { dir: 'ltr' }, code)]);
    const line = make('li', { part: 'failure' }, time, ' ', make('bdi', {}, what), `, ${attempt}`, ...proofs);
    this.#lines.set(failure, line);
    return line;
  }
}
