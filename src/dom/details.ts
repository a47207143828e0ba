import type { Announcer } from '../announcer/index.ts';
import type { NoticeCenter, NoticeView } from '../notices/index.ts';
import { CopyButton } from './copy.ts';
import { focusBeside, make, setAttribute, setText } from './make.ts';

const PARTS = ['happened', 'side', 'temporary', 'advice'] as const;

/** "What does this mean?": closed until the user opens it. */
export class Details {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  readonly #center: NoticeCenter;
  readonly #detail = make('p');
  readonly #parts = PARTS.map((part) => ({ part, heading: make('dt'), text: make('dd') }));
  readonly #explanation = make('dl');
  readonly #support = make('p', { class: 'support', part: 'support' });
  readonly #copy: CopyButton;
  #view: NoticeView | undefined;

  constructor(center: NoticeCenter, announcer: Announcer) {
    this.#center = center;
    this.#copy = new CopyButton({
      lines: () => (this.#view === undefined ? [] : linesOf(this.#view)),
      label: () => center.phrase('action.copy'),
      copied: () => center.phrase('action.copied'),
      say: (text) => announcer.say({ text, politeness: 'polite' }),
    });
    this.#explanation.append(...this.#parts.flatMap(({ heading, text }) => [heading, text]));
    const attributes = { class: 'details', part: 'details' };
    this.element = make('div', attributes, this.#detail, this.#explanation, this.#support, this.#copy.element);
    this.element.hidden = true;
    this.button = make('button', { type: 'button', class: 'more', part: 'more', 'aria-expanded': 'false' });
    this.button.addEventListener('click', () => {
      this.#open(this.element.hidden !== false);
    });
  }

  update(view: NoticeView): void {
    this.#view = view;
    setText(this.button, this.#center.phrase('action.details'), view.foreign);
    // When all is well again there is nothing to ask; but the button does not vanish under the user's finger.
    this.button.hidden = view.tone === 'success' && focusBeside(this.button) !== this.button;
    if (this.button.hidden) this.#open(false);
    this.#fill();
  }

  #open(isOpen: boolean): void {
    this.element.hidden = !isOpen;
    this.button.setAttribute('aria-expanded', String(isOpen));
    this.#fill();
  }

  #fill(): void {
    if (this.element.hidden || this.#view === undefined) return;
    const { text, notice, foreign } = this.#view;
    const explanation = this.#center.explain(notice);
    for (const name of ['lang', 'dir'] as const) setAttribute(this.#explanation, name, explanation[name]);
    setText(this.#detail, text.detail, foreign);
    for (const { part, heading, text: words } of this.#parts) {
      setText(heading, explanation.headings[part], explanation.foreign);
      setText(words, explanation[part], explanation.foreign);
    }
    setText(this.#support, text.support, foreign);
    this.#copy.update(foreign);
  }
}

/** For a ticket: what a notice says and knows. Neither has a URL or a header. */
function linesOf({ text, notice }: NoticeView): readonly string[] {
  const { label, affected, cause, phase, attempts, since } = notice;
  const names = [...new Set([label ?? '', ...affected])].filter((name) => name !== '');
  return [
    text.title,
    new Date(since).toISOString(),
    names.join(', '),
    text.support ?? '',
    `${cause}, ${phase}, attempts: ${attempts}`,
  ].filter((line) => line !== '');
}
