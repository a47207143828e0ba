import type { NoticeView } from '../notices/index.ts';

type Announcement = NonNullable<NoticeView['announce']>;
type Politeness = Announcement['politeness'];

/** What is needed of an element, and of a document: toast libraries are imported where there is neither, nor their types. */
interface Region {
  textContent: string | null;
  readonly isConnected: boolean;
  readonly style: { cssText: string };
  setAttribute(name: string, value: string): void;
  replaceChildren(): void;
}

interface Page {
  readonly document?: {
    readonly body: { append(region: Region): void } | null;
    createElement(name: string): Region;
  };
}

/** Screen readers need a moment to notice a region before they can notice that its text changes. */
const SPEAK_AFTER_MS = 150;
/** A screen reader that comes across the region later should not read an old message. */
const FORGET_AFTER_MS = 1_000;

/**
 * Says things to people who listen. Its regions have to be in the page, empty, before there is anything to say.
 *
 * `document.ariaNotify` would say the same a second time, or not at all: which, cannot be found out.
 */
export class Announcer {
  readonly regions: Readonly<Record<Politeness, Region>> = {
    polite: region('polite', 'status'),
    // Not `role="alert"`: Orca with Firefox does not speak it, and VoiceOver on iOS may speak it twice beside `aria-live`.
    assertive: region('assertive'),
  };
  readonly #pending: Record<Politeness, string[]> = { polite: [], assertive: [] };
  readonly #timers: Partial<Record<Politeness, ReturnType<typeof setTimeout>>> = {};

  say({ text, politeness }: Announcement): void {
    // Two notices may have something to say at once; neither is to be lost.
    this.#pending[politeness].push(text);
    this.#later(politeness, SPEAK_AFTER_MS, () => {
      this.regions[politeness].textContent = this.#pending[politeness].splice(0).join(' ');
      this.#later(politeness, FORGET_AFTER_MS, () => this.regions[politeness].replaceChildren());
    });
  }

  close(): void {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
  }

  #later(politeness: Politeness, ms: number, act: () => void): void {
    clearTimeout(this.#timers[politeness]);
    this.#timers[politeness] = setTimeout(act, ms);
  }
}

/** A region that is heard and not seen. */
function region(politeness: Politeness, role?: string): Region {
  const { document } = globalThis as unknown as Required<Page>;
  const element = document.createElement('div');
  if (role !== undefined) element.setAttribute('role', role);
  element.setAttribute('aria-live', politeness);
  element.setAttribute('aria-atomic', 'true');
  element.style.cssText =
    'position:fixed;inset-block-start:0;inset-inline-start:0;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap';
  return element;
}

/** An announcer with its regions in the page at once, so that they are known before they speak; `undefined` where there is no page. */
export const announcerInPage = (): Announcer | undefined =>
  (globalThis as unknown as Page).document === undefined ? undefined : putIntoPage(new Announcer());

/** Again, too, where something has replaced the content of the page. */
export function putIntoPage(announcer: Announcer): Announcer {
  const { body } = (globalThis as unknown as Required<Page>).document;
  for (const region of Object.values(announcer.regions)) if (!region.isConnected) body?.append(region);
  return announcer;
}
