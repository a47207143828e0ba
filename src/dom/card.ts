import type { Announcer } from '../announcer/index.ts';
import type { NoticeCenter, NoticeView } from '../notices/index.ts';
import { Countdown } from './countdown.ts';
import { Details } from './details.ts';
import { focusBeside, make, makeSvg, setAttribute, setText } from './make.ts';

/** One notice. The element stays the same for as long as the notice is shown, whatever becomes of it. */
export class Card {
  readonly #title = make('p', { class: 'title', part: 'title' });
  readonly #when = make('p', { class: 'when', part: 'when' });
  readonly #waiting = make('p', { class: 'waiting', part: 'waiting' });
  readonly #countdown = new Countdown();
  readonly #details: Details;
  readonly #dismiss = make(
    'button',
    { type: 'button', class: 'dismiss', part: 'dismiss' },
    makeSvg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' }, makeSvg('path', { d: 'M7 7l10 10M17 7L7 17' })),
  );
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #row: HTMLElement;
  readonly element: HTMLElement;
  #view: NoticeView;
  #said = '';
  readonly #inside = { pointer: false, focus: false };
  #release: (() => void) | undefined;

  constructor(view: NoticeView, center: NoticeCenter, announcer: Announcer) {
    this.#view = view;
    this.#details = new Details(center, announcer);
    this.#row = make('div', { class: 'row' }, this.#details.button);
    this.element = make(
      'div',
      { class: 'card', part: 'card', role: 'group', tabindex: '-1' },
      this.#countdown.element,
      make('div', { class: 'words' }, this.#title, this.#when, this.#waiting, this.#row, this.#details.element),
      this.#dismiss,
    );
    this.#dismiss.addEventListener('click', () => this.dismiss());
    this.element.addEventListener('pointerenter', () => this.#keep('pointer', true));
    this.element.addEventListener('pointerleave', () => this.#keep('pointer', false));
    this.element.addEventListener('focusin', () => this.#keep('focus', true));
    this.element.addEventListener('focusout', ({ relatedTarget }) =>
      this.#keep('focus', this.element.contains(relatedTarget as Node | null)),
    );
    this.update(view);
  }

  update(view: NoticeView): void {
    this.#view = view;
    const { text, tone, lang, dir, foreign } = view;
    const attributes = { lang, dir, 'data-tone': tone, 'data-phase': view.notice.phase, 'aria-label': text.title };
    for (const [name, value] of Object.entries(attributes)) setAttribute(this.element, name, value);
    setText(this.#title, text.title);
    setText(this.#when, text.when ?? text.advice, foreign);
    setText(this.#waiting, text.waiting, foreign);
    setAttribute(this.#dismiss, 'aria-label', view.dismissLabel);
    setAttribute(this.#dismiss, 'lang', foreign[view.dismissLabel]?.[0]?.lang ?? lang);
    this.#showActions(view);
    this.#details.update(view);
    this.#countdown.show(view);
  }

  /** What has to be said aloud and was not yet. */
  takeAnnouncement(): NoticeView['announce'] {
    const { announce, notice } = this.#view;
    const said = `${notice.incident} ${notice.announcements}`;
    if (announce === undefined || said === this.#said) return undefined;
    this.#said = said;
    return announce;
  }

  focus(): void {
    this.element.querySelector('button')?.focus();
  }

  dismiss(): void {
    this.#view.dismiss();
  }

  close(): void {
    this.#countdown.close();
    this.#letGo();
  }

  #showActions({ actions, foreign }: NoticeView): void {
    for (const [id, button] of this.#buttons) {
      if (actions.some((action) => action.id === id)) continue;
      // They are to stay where they are, and not to be sent to the top of the page.
      if (focusBeside(button) === button) this.element.focus();
      button.remove();
      this.#buttons.delete(id);
    }
    for (const [index, { id, label, disabled }] of actions.entries()) {
      const button = this.#buttons.get(id) ?? this.#makeButton(id);
      setText(button, label, foreign);
      setAttribute(button, 'aria-disabled', String(disabled));
      if (this.#row.children[index] !== button) this.#row.insertBefore(button, this.#row.children[index] ?? null);
    }
  }

  #makeButton(id: string): HTMLButtonElement {
    const button = make('button', { type: 'button', class: 'action', part: `action action-${id}` });
    button.addEventListener('click', () => {
      const action = this.#view.actions.find((each) => each.id === id);
      if (action?.disabled === false) action.run();
    });
    this.#buttons.set(id, button);
    return button;
  }

  /** It may not change or go while the user is busy with it. */
  #keep(by: 'pointer' | 'focus', isInside: boolean): void {
    this.#inside[by] = isInside;
    if (this.#inside.pointer || this.#inside.focus) this.#release ??= this.#view.hold();
    else this.#letGo();
  }

  #letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
