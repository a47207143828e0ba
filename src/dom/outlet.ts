import { focusBeside } from './make.ts';
import { rootOf } from './root.ts';
import { STYLE } from './style.ts';

/** A player pauses when it is clicked, and a dialog may close: a click on a notice is not meant for them. */
const POINTER = ['click', 'dblclick', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'touchstart', 'touchend'];

const OPENING: MutationObserverInit = { subtree: true, attributes: true, attributeFilter: ['open'] };

/** Keeps the region where it can be seen and clicked: at home, or inside a modal dialog or an element in full screen. */
export class Outlet {
  readonly #home: ShadowRoot;
  readonly #region: HTMLElement;
  readonly #elements: readonly HTMLElement[];
  /** Above the page, and not inside a part of it. */
  readonly #floats: boolean;
  readonly #dialogs = new MutationObserver(() => this.settle());
  readonly #onFullscreen = (): void => {
    // A bare video holds no other elements, and takes all clicks while it fills the screen.
    this.#region.classList.toggle('unreachable', document.fullscreenElement?.matches('video') === true);
    this.settle();
    this.#raise();
  };
  #place: Element | undefined;
  /** Holds the elements in a dialog. The host itself stays: the framework that put it there will look for it there. */
  #twin: HTMLElement | undefined;

  constructor(home: ShadowRoot, region: HTMLElement, elements: readonly HTMLElement[], floats: boolean) {
    this.#home = home;
    this.#region = region;
    this.#elements = elements;
    this.#floats = floats;
    home.append(...elements);
    if (!floats) return;
    if ('popover' in region) region.popover = 'manual';
    this.#dialogs.observe(document, OPENING);
    document.addEventListener('fullscreenchange', this.#onFullscreen);
  }

  show(): void {
    if (!this.#region.hidden) return;
    this.#region.hidden = false;
    this.settle();
    this.#raise();
  }

  hide(): void {
    this.#region.hidden = true;
    if (this.#floats) this.#region.hidePopover?.();
    this.settle();
  }

  settle(): void {
    const modal = this.#region.hidden || !this.#floats ? undefined : topModal(this.#place);
    const place = modal?.contains(this.#home.host) ? undefined : modal;
    if (place !== this.#place) this.#move(place);
  }

  close(): void {
    this.#dialogs.disconnect();
    document.removeEventListener('fullscreenchange', this.#onFullscreen);
    for (const element of this.#elements) element.remove();
    this.#move(undefined, []);
  }

  #move(place: Element | undefined, elements = this.#elements): void {
    const focused = focusBeside(this.#region);
    const left = this.#twin;
    const twin = place && this.#twinIn(place);
    this.#twin = twin;
    this.#place = place;
    (twin === undefined ? this.#home : rootOf(twin, STYLE)).append(...elements);
    left?.remove();
    this.#raise();
    focused?.focus({ preventScroll: true });
    // An element with a closed shadow root does not show what is appended to it.
    if (twin === undefined || this.#region.getClientRects().length > 0) return;
    this.#move(undefined);
    this.#place = place;
  }

  #twinIn(place: Element): HTMLElement {
    // With the attributes, so that the page's rules for the host hold for it too.
    const twin = this.#home.host.cloneNode() as HTMLElement;
    twin.removeAttribute('id');
    for (const type of POINTER) twin.addEventListener(type, (event) => event.stopPropagation());
    // The app has removed the dialog.
    twin.addEventListener('disconnect', () => twin === this.#twin && this.#move(undefined));
    place.append(twin);
    // It may stand in a shadow root, which the observation of the document does not reach.
    this.#dialogs.observe(place, OPENING);
    return twin;
  }

  /** The top layer is a stack: what was shown last is on top. */
  #raise(): void {
    if (this.#region.hidden || !this.#floats || !this.#region.isConnected) return;
    this.#region.hidePopover?.();
    this.#region.showPopover?.();
  }
}

/** The topmost: the one that has the focus, else the one that it was, else the last. */
function topModal(before: Element | undefined): Element | undefined {
  try {
    // What makes the rest of the page inert, and can hold other elements.
    const modal = ':is(:modal, :fullscreen):not(video, iframe, img, canvas, object, embed)';
    let top = closest(focused(), modal) ?? (before?.matches(modal) ? before : undefined);
    top ??= [...document.querySelectorAll(modal)].pop();
    while (top?.shadowRoot?.fullscreenElement) top = top.shadowRoot.fullscreenElement;
    return top?.matches(modal) ? top : undefined;
  } catch {
    // Engines that do not know the selectors.
    return undefined;
  }
}

function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** Also beyond the shadow roots that it stands in. */
function closest(element: Element | null, selector: string): Element | undefined {
  const found = element?.closest(selector);
  if (element === null || found) return found ?? undefined;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? closest(root.host, selector) : undefined;
}
