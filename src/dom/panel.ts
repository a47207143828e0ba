import type { NoticeCenter, NoticeSink, NoticeView } from '../notices/index.ts';
import { Announcer } from './announcer.ts';
import { Card } from './card.ts';
import { parseHotkey } from './hotkey.ts';
import { make } from './make.ts';

/** As long as the farewell in the stylesheet. */
const LEAVE_MS = 180;

/** All cards, in the shadow root of `host`, from now until it is closed. */
export class Panel implements NoticeSink {
  readonly #center: NoticeCenter;
  readonly #root: ShadowRoot;
  readonly #announcer = new Announcer();
  readonly #cards = new Map<string, Card>();
  readonly #leaving = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #region: HTMLElement;
  /** Ends all listeners. */
  readonly #end = new AbortController();
  readonly #disconnect: () => void;
  /** Where the focus was before it came here. */
  #cameFrom: HTMLElement | undefined;

  constructor(root: ShadowRoot, center: NoticeCenter, hotkey: string | false) {
    this.#root = root;
    this.#center = center;
    this.#region = make('section', { part: 'region', 'aria-label': center.phrase('region.label') });
    this.#region.hidden = true;
    if ('popover' in this.#region) this.#region.popover = 'manual';
    this.#listen(hotkey);
    // Beside the style element, where there is one.
    root.append(...this.#elements());
    this.#disconnect = center.connect(this);
  }

  upsert(view: NoticeView): void {
    let card = this.#cards.get(view.id);
    if (card === undefined) {
      card = new Card(view, this.#center);
      this.#cards.set(view.id, card);
      this.#region.append(card.element);
      this.#show();
    } else {
      card.update(view);
    }
    const announcement = card.takeAnnouncement();
    if (announcement !== undefined) this.#announcer.say(announcement);
    this.#makeWay();
  }

  remove(id: string): void {
    const card = this.#cards.get(id);
    if (card === undefined) return;
    this.#cards.delete(id);
    card.close();
    const { element } = card;
    if (element.contains(this.#root.activeElement)) this.#giveFocusBack();
    element.inert = true;
    element.classList.add('leaving');
    // Not the end of the animation: in a hidden tab it may never come.
    const ms = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : LEAVE_MS;
    this.#leaving.set(
      element,
      setTimeout(() => {
        this.#leaving.delete(element);
        element.remove();
        if (this.#region.childElementCount === 0) this.#hide();
      }, ms),
    );
  }

  close(): void {
    this.#disconnect();
    this.#end.abort();
    this.#announcer.close();
    if (this.#region.contains(this.#root.activeElement)) this.#giveFocusBack();
    for (const card of this.#cards.values()) card.close();
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    for (const element of this.#elements()) element.remove();
  }

  #elements(): readonly HTMLElement[] {
    const { polite, assertive } = this.#announcer.regions;
    return [polite, assertive, this.#region];
  }

  #listen(hotkey: string | false): void {
    const { signal } = this.#end;
    const region = this.#region;
    if (hotkey !== false) {
      const isHotkey = parseHotkey(hotkey);
      region.setAttribute('aria-keyshortcuts', hotkey);
      document.addEventListener('keydown', (event) => isHotkey(event) && this.#comeOrGo(event), { signal });
    }
    document.addEventListener('focusin', () => this.#makeWay(), { signal });
    region.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget !== null && !region.contains(relatedTarget as Node))
        this.#cameFrom = relatedTarget as HTMLElement;
    });
    region.addEventListener('focusout', ({ relatedTarget }) => {
      // Whoever is only looking at another window has not left.
      if (!region.contains(relatedTarget as Node | null) && document.hasFocus()) this.#cameFrom = undefined;
    });
    region.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      const card = [...this.#cards.values()].find(({ element }) => element.contains(event.target as Node));
      if (card === undefined) return;
      // The page's own Escape, for a dialog below, is not meant.
      event.preventDefault();
      event.stopPropagation();
      card.dismiss();
    });
  }

  #comeOrGo(event: KeyboardEvent): void {
    const [first] = this.#cards.values();
    if (first === undefined) return;
    event.preventDefault();
    if (this.#root.activeElement !== null) {
      this.#giveFocusBack();
      return;
    }
    first.focus();
    // Closer than what `focusin` tells, if it is inside another component.
    const [target] = event.composedPath();
    if (target instanceof HTMLElement) this.#cameFrom = target;
  }

  #giveFocusBack(): void {
    const target = this.#cameFrom;
    this.#cameFrom = undefined;
    (this.#root.activeElement as HTMLElement | null)?.blur();
    if (target?.isConnected) target.focus({ preventScroll: true });
  }

  /** What has the focus must not be covered (WCAG 2.4.11): the cards move to the other edge, if that helps. */
  #makeWay(): void {
    const focused = document.activeElement;
    if (this.#region.hidden || this.#root.activeElement !== null || focused === null || !hasVisibleFocus(focused))
      return;
    const covers = (): boolean => overlap(this.#region.getBoundingClientRect(), focused.getBoundingClientRect());
    if (!covers()) return;
    this.#region.classList.toggle('aside');
    if (covers()) this.#region.classList.toggle('aside');
  }

  #show(): void {
    if (!this.#region.hidden) return;
    this.#region.hidden = false;
    this.#region.showPopover?.();
  }

  #hide(): void {
    this.#region.hidePopover?.();
    this.#region.hidden = true;
    this.#region.classList.remove('aside');
  }
}

function hasVisibleFocus(element: Element): boolean {
  try {
    return element.matches(':focus-visible');
  } catch {
    // Safari before 15.4 does not know the selector. There every focus counts.
    return true;
  }
}

const overlap = (one: DOMRect, other: DOMRect): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
