import { Announcer } from '../../announcer/index.ts';
import type { History } from '../../history/index.ts';
import { focusBeside, make, setText } from '../make.ts';
import { Row } from './row.ts';
import type { StatusLanguage } from './words.ts';

/** What happens in between is shown together. */
const TOGETHER_MS = 200;
const TICK_MS = 1_000;

/** All upstreams of a history, in a shadow root, from now until it is closed. */
export class StatusPanel {
  readonly #history: History;
  readonly #language: StatusLanguage;
  readonly #labelOf: (upstream: string) => string;
  readonly #announcer = new Announcer();
  readonly #rows = new Map<string, { readonly row: Row; isOpen: boolean }>();
  readonly #nothing: HTMLElement;
  readonly #list = make('ul', { role: 'list' });
  readonly #region: HTMLElement;
  readonly #tick: ReturnType<typeof setInterval>;
  readonly #unsubscribe: () => void;
  readonly #show = (): void => {
    this.#due = undefined;
    if (!document.hidden) this.#render();
  };
  #due: ReturnType<typeof setTimeout> | undefined;

  constructor(root: ShadowRoot, history: History, language: StatusLanguage, labelOf: (upstream: string) => string) {
    this.#history = history;
    this.#language = language;
    this.#labelOf = labelOf;
    const { lang, dir, title, nothing } = language.words;
    this.#nothing = make('p', { class: 'nothing' }, nothing);
    const attributes = { part: 'region', lang, dir, 'aria-label': title, tabindex: '-1' };
    this.#region = make('section', attributes, this.#nothing, this.#list);
    const { polite, assertive } = this.#announcer.regions;
    root.append(polite as HTMLElement, assertive as HTMLElement, this.#region);
    this.#render();
    // Countdowns, and counts that are too old.
    this.#tick = setInterval(this.#show, TICK_MS);
    this.#unsubscribe = history.subscribe(() => {
      this.#due ??= setTimeout(this.#show, TOGETHER_MS);
    });
    document.addEventListener('visibilitychange', this.#show);
  }

  close(): void {
    this.#unsubscribe();
    clearInterval(this.#tick);
    clearTimeout(this.#due);
    document.removeEventListener('visibilitychange', this.#show);
    this.#announcer.close();
    const { polite, assertive } = this.#announcer.regions;
    for (const element of [polite as HTMLElement, assertive as HTMLElement, this.#region]) element.remove();
  }

  #render(): void {
    const all = this.#history.upstreams();
    setText(this.#nothing, all.length === 0 ? this.#language.words.nothing : '');
    for (const [upstream, { row }] of this.#rows) {
      if (all.some((each) => each.upstream === upstream)) continue;
      if (row.element.contains(focusBeside(this.#region))) this.#region.focus({ preventScroll: true });
      row.element.remove();
      this.#rows.delete(upstream);
    }
    for (const history of all) {
      const known = this.#rows.get(history.upstream) ?? this.#add(history.upstream);
      const { name, state, isOpen } = known.row.update(history, this.#labelOf(history.upstream));
      if (known.isOpen !== isOpen) this.#say(`${name}: ${state}`);
      known.isOpen = isOpen;
    }
  }

  #add(upstream: string): { readonly row: Row; isOpen: boolean } {
    const known = { row: new Row(this.#language, (text) => this.#say(text)), isOpen: false };
    this.#rows.set(upstream, known);
    this.#list.append(known.row.element);
    return known;
  }

  #say(text: string): void {
    this.#announcer.say({ text, politeness: 'polite' });
  }
}
