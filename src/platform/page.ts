import type { Page } from '../model/ports.ts';
import { platformVisibility } from './visibility.ts';

interface Browserish extends Partial<EventTarget> {
  readonly document?: unknown;
  readonly navigator?: {
    readonly userActivation?: { readonly isActive: boolean };
    readonly connection?: { readonly effectiveType?: string };
  };
}

/** What the browser knows about the person in front of the page. Where there is no page, somebody is always there. */
export function browserPage(): Page {
  const { document, navigator } = globalThis as Browserish;
  const page: Browserish | undefined = document === undefined ? undefined : (globalThis as Browserish);
  let isLeaving = false;
  return {
    isVisible: platformVisibility.isVisible,
    isActive: () => navigator?.userActivation?.isActive === true,
    isLeaving: () => isLeaving,
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
      // Not `beforeunload`: a listener for it keeps pages out of the back/forward cache.
      page?.addEventListener?.('pagehide', onHide);
      page?.addEventListener?.('pageshow', onShow);
      return () => {
        stopLooking();
        page?.removeEventListener?.('pagehide', onHide);
        page?.removeEventListener?.('pageshow', onShow);
      };
    },
  };
}
