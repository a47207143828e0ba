import { type History, keepHistory } from '../../history/index.ts';
import { OptionsError, type SteadyFetch } from '../../index.ts';
import { takeEarly } from '../make.ts';
import { rootOf } from '../root.ts';
import { StatusPanel } from './panel.ts';
import { STATUS_STYLE } from './style.ts';
import { StatusLanguage, type StatusWords } from './words.ts';

const NAME = 'steady-status';

/** A client, of which the panel shows what happens from now on; or a history that the app keeps, with what came before. */
export type StatusSource = Pick<SteadyFetch, 'subscribe' | 'upstreams'> | History;

/**
 * `<steady-status>`: shows how each upstream of its `source` is doing, for as long as it is in the page. Place it where it should stand,
 * and set `words` and `label` before `source`.
 */
export interface SteadyStatusElement extends HTMLElement {
  /** Default `undefined`: shows nothing. */
  source: StatusSource | undefined;
  /** Default: English. */
  words: Partial<StatusWords> | undefined;
  /** What people call an upstream. Default: its key, which is the origin of its URLs. */
  label: ((upstream: string) => string | undefined) | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'steady-status': SteadyStatusElement;
  }
}

/** The words in full. Throws an `OptionsError` for a language that there cannot be. */
export function languageOf(words: Partial<StatusWords> | undefined): StatusLanguage {
  try {
    return new StatusLanguage(words);
  } catch {
    throw new OptionsError('words.lang', words?.lang, 'a language tag such as "de" or "pt-BR"');
  }
}

/** Makes `<steady-status>` known to the page. May be called again, and does nothing where there are no custom elements. */
export function defineSteadyStatus(): void {
  if (globalThis.customElements === undefined || customElements.get(NAME) !== undefined) return;
  // Not at the top: a server has no HTMLElement to extend.
  customElements.define(
    NAME,
    class extends HTMLElement implements SteadyStatusElement {
      // Declared alone: a field would overwrite what the page has set before the element was defined.
      declare words: Partial<StatusWords> | undefined;
      declare label: ((upstream: string) => string | undefined) | undefined;
      #source: StatusSource | undefined;
      #history: History | undefined;
      #panel: StatusPanel | undefined;

      get source(): StatusSource | undefined {
        return this.#source;
      }

      set source(source: StatusSource | undefined) {
        if (source === this.#source) return;
        this.#close();
        this.#forget();
        this.#source = source;
        this.#open();
      }

      connectedCallback(): void {
        takeEarly(this, 'source');
        this.#open();
      }

      disconnectedCallback(): void {
        this.#close();
        // Not where it is only moved: what was counted is to stay.
        queueMicrotask(() => this.isConnected || this.#forget());
      }

      #open(): void {
        const source = this.#source;
        if (!this.isConnected || source === undefined || this.#panel !== undefined) return;
        this.#history ??= 'of' in source ? source : keepHistory(source);
        const labelOf = (upstream: string): string => this.label?.(upstream) ?? upstream;
        this.#panel = new StatusPanel(rootOf(this, STATUS_STYLE), this.#history, languageOf(this.words), labelOf);
      }

      #close(): void {
        this.#panel?.close();
        this.#panel = undefined;
      }

      #forget(): void {
        // The app's own history stays open.
        if (this.#history !== this.#source) this.#history?.close();
        this.#history = undefined;
      }
    },
  );
}
