import type { Page } from '../model/ports.ts';
import { platformVisibility } from './visibility.ts';

interface Browserish extends Partial<EventTarget> {
  readonly document?: unknown;
  readonly navigator?: {
    readonly userActivation?: { readonly isActive: boolean };
    readonly connection?: { readonly effectiveType?: string };
  };
}

/** Firefox breaks requests off as soon as the way out begins, and the page may be there for long until the next one answers. */
const WAY_OUT_MS = 1_000;

/** What the browser knows about the person in front of the page. Where there is no page, the user is always present. */
export function browserPage(): Page {
  const { document, navigator } = globalThis as Browserish;
  const page: Browserish | undefined = document === undefined ? undefined : (globalThis as Browserish);
  let isLeaving = false;
  let setsOutAt = Number.NEGATIVE_INFINITY;
  return {
    isVisible: platformVisibility.isVisible,
    isActive: () => navigator?.userActivation?.isActive === true,
    // A user who asked for a download, or changed their mind, has not left.
    isLeaving: () => isLeaving || performance.now() - setsOutAt < WAY_OUT_MS,
    hasSlowConnection: () => /2g$/.test(navigator?.connection?.effectiveType ?? ''),
    subscribe(listener) {
      const stopLooking = platformVisibility.subscribe(listener);
      const onHide = () => {
        isLeaving = true;
      };
      const onShow = () => {
        isLeaving = false;
        listener();
      };
      const onSetOut = () => {
        setsOutAt = performance.now();
      };
      page?.addEventListener?.('beforeunload', onSetOut);
      page?.addEventListener?.('pagehide', onHide);
      page?.addEventListener?.('pageshow', onShow);
      return () => {
        stopLooking();
        page?.removeEventListener?.('beforeunload', onSetOut);
        page?.removeEventListener?.('pagehide', onHide);
        page?.removeEventListener?.('pageshow', onShow);
      };
    },
  };
}
