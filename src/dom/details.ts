import type { NoticeCenter, NoticeView } from '../notices/index.ts';
import { focusBeside, make, setText } from './make.ts';

const PARTS = ['happened', 'side', 'temporary', 'advice'] as const;

/** "What does this mean?": closed until somebody asks. */
export class Details {
  readonly button: HTMLButtonElement;
  readonly element: HTMLElement;
  readonly #center: NoticeCenter;
  readonly #detail = make('p');
  readonly #parts = PARTS.map((part) => ({ part, heading: make('dt'), text: make('dd') }));
  readonly #support = make('p', { class: 'support', part: 'support' });
  #view: NoticeView | undefined;

  constructor(center: NoticeCenter) {
    this.#center = center;
    const words = this.#parts.flatMap(({ heading, text }) => [heading, text]);
    this.element = make('div', { class: 'details', part: 'details' }, this.#detail, make('dl', {}, ...words));
    this.element.append(this.#support);
    this.element.hidden = true;
    const attributes = { type: 'button', class: 'more', part: 'more', 'aria-expanded': 'false' };
    this.button = make('button', attributes, center.phrase('action.details'));
    this.button.addEventListener('click', () => {
      this.#open(this.element.hidden !== false);
    });
  }

  update(view: NoticeView): void {
    this.#view = view;
    // When all is well again there is nothing to ask; but nobody loses the button under their fingers.
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
    const { text, notice } = this.#view;
    const explanation = this.#center.explain(notice);
    setText(this.#detail, text.detail);
    for (const { part, heading, text: words } of this.#parts) {
      setText(heading, explanation.headings[part]);
      setText(words, explanation[part]);
    }
    setText(this.#support, text.support);
  }
}
