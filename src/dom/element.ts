import type { NoticeCenter } from '../notices/index.ts';
import { takeEarly } from './make.ts';
import { Panel } from './panel.ts';
import { rootOf } from './root.ts';
import { STYLE } from './style.ts';

const NAME = 'steady-notices';
const HOTKEY = 'Alt+T';

/**
 * `<steady-notices>`: shows the notices of its `center` for as long as it is in the page, on top of everything else.
 *
 * Attributes, read when it starts: `hotkey`, keys as in `MountOptions`, or `none`; `surfaces`, those whose notices are shown, such as
 * `app inline`. With `surfaces="playback"` it stands at the bottom of the positioned element around it, and not on top of everything.
 * Place it after the main content, for the order of tabs.
 */
export interface SteadyNoticesElement extends HTMLElement {
  /** Default `undefined`: shows nothing. */
  center: NoticeCenter | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'steady-notices': SteadyNoticesElement;
  }
}

/** Makes `<steady-notices>` known to the page. May be called again, and does nothing where there are no custom elements. */
export function defineSteadyNotices(): void {
  if (globalThis.customElements === undefined || customElements.get(NAME) !== undefined) return;
  // Not at the top: a server has no HTMLElement to extend.
  customElements.define(
    NAME,
    class extends HTMLElement implements SteadyNoticesElement {
      #center: NoticeCenter | undefined;
      #panel: Panel | undefined;

      get center(): NoticeCenter | undefined {
        return this.#center;
      }

      set center(center: NoticeCenter | undefined) {
        if (center === this.#center) return;
        this.#close();
        this.#center = center;
        this.#open();
      }

      connectedCallback(): void {
        takeEarly(this, 'center');
        this.#open();
      }

      disconnectedCallback(): void {
        this.#close();
        // For `Outlet`, whose stand-in this may be.
        this.dispatchEvent(new Event('disconnect'));
      }

      #open(): void {
        if (!this.isConnected || this.#center === undefined || this.#panel !== undefined) return;
        const hotkey = this.getAttribute('hotkey') ?? HOTKEY;
        this.#panel = new Panel(rootOf(this, STYLE), this.#center, hotkey !== 'none' && hotkey);
      }

      #close(): void {
        this.#panel?.close();
        this.#panel = undefined;
      }
    },
  );
}
