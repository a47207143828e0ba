import { Announcer } from '../announcer/index.ts';
import type { NoticeCenter, NoticeSink, NoticeView } from '../notices/index.ts';
import { Card } from './card.ts';
import { parseHotkey } from './hotkey.ts';
import { focusBeside, make } from './make.ts';
import { Outlet } from './outlet.ts';
import { knowsColors } from './root.ts';

/** As long as the farewell in the stylesheet. */
const LEAVE_MS = 180;

/** All cards, in the shadow root of `host`, from now until it is closed. */
export class Panel implements NoticeSink {
  readonly #center: NoticeCenter;
  readonly #announcer = new Announcer();
  readonly #cards = new Map<string, Card>();
  readonly #leaving = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #region: HTMLElement;
  readonly #outlet: Outlet;
  readonly #host: Element;
  readonly #surfaces: string | undefined;
  readonly #isOnPlayer: boolean;
  readonly #isHotkey: (event: KeyboardEvent) => boolean;
  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.#isHotkey(event)) this.#comeOrGo(event);
  };
  readonly #onFocus = (): void => {
    this.#outlet.settle();
    this.#makeWay();
  };
  readonly #disconnect: () => void;
  /** Where the focus was before it came here. */
  #cameFrom: HTMLElement | undefined;

  constructor(root: ShadowRoot, center: NoticeCenter, hotkey: string | false) {
    this.#center = center;
    this.#host = root.host;
    this.#surfaces = this.#host.getAttribute('surfaces') ?? undefined;
    this.#isOnPlayer = this.#surfaces === 'playback';
    const name = center.phrase('region.label');
    this.#region = make('section', { part: 'region', class: this.#surfaces ?? '', 'aria-label': name });
    this.#region.hidden = true;
    this.#isHotkey = hotkey === false ? () => false : parseHotkey(hotkey);
    if (hotkey !== false) this.#region.setAttribute('aria-keyshortcuts', hotkey);
    const { polite, assertive } = this.#announcer.regions;
    const elements = [polite as HTMLElement, assertive as HTMLElement, this.#region];
    this.#outlet = new Outlet(root, this.#region, elements, !this.#isOnPlayer);
    this.#listen();
    this.#disconnect = center.connect(this);
  }

  upsert(view: NoticeView): void {
    let card = this.#cards.get(view.id);
    // A film that plays again needs no card over it to say so.
    const isOver = this.#isOnPlayer && view.notice.phase === 'recovered';
    if (isOver || this.#surfaces?.includes(view.notice.surface) === false) {
      if (isOver && view.announce !== undefined) this.#announcer.say(view.announce);
      this.remove(view.id);
      return;
    }
    if (card === undefined) {
      card = new Card(view, this.#center, this.#announcer);
      this.#cards.set(view.id, card);
      this.#region.append(card.element);
      this.#region.classList.toggle('plain', !knowsColors(this.#host));
      this.#outlet.show();
    } else {
      card.update(view);
    }
    const announcement = card.takeAnnouncement();
    if (announcement !== undefined) this.#announcer.say(announcement);
    this.#onFocus();
  }

  remove(id: string): void {
    const card = this.#cards.get(id);
    if (card === undefined) return;
    this.#cards.delete(id);
    card.close();
    const { element } = card;
    if (element.contains(this.#focused())) this.#giveFocusBack();
    element.inert = true;
    element.classList.add('leaving');
    // Not the end of the animation: in a hidden tab it may never come.
    const ms = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)').matches ? 0 : LEAVE_MS;
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
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('focusin', this.#onFocus);
    this.#announcer.close();
    if (this.#focused() !== null) this.#giveFocusBack();
    for (const card of this.#cards.values()) card.close();
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    this.#outlet.close();
  }

  #focused(): HTMLElement | null {
    return focusBeside(this.#region);
  }

  #listen(): void {
    const region = this.#region;
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('focusin', this.#onFocus);
    region.addEventListener('focusin', ({ relatedTarget }) => {
      if (relatedTarget !== null && !region.contains(relatedTarget as Node))
        this.#cameFrom = relatedTarget as HTMLElement;
    });
    region.addEventListener('focusout', ({ relatedTarget }) => {
      // A user who is only looking at another window has not left.
      if (!region.contains(relatedTarget as Node | null) && document.hasFocus()) this.#cameFrom = undefined;
    });
    region.addEventListener('keydown', (event) => {
      // Players pause at the space bar wherever it is pressed.
      if (event.key === ' ') event.stopPropagation();
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
    if (this.#focused() !== null) {
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
    this.#focused()?.blur();
    if (target?.isConnected) target.focus({ preventScroll: true });
  }

  /** What has the focus must not be covered (WCAG 2.4.11): the cards move to the other edge, if that helps. */
  #makeWay(): void {
    const focused = document.activeElement;
    if (this.#region.hidden || this.#focused() !== null || focused === null || !hasVisibleFocus(focused)) return;
    const covers = (): boolean => overlap(this.#region.getBoundingClientRect(), focused.getBoundingClientRect());
    if (!covers()) return;
    this.#region.classList.toggle('aside');
    if (covers()) this.#region.classList.toggle('aside');
  }

  #hide(): void {
    this.#outlet.hide();
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
