import type { Visibility } from '../model/ports.ts';

interface Browserish {
  readonly document?: { readonly visibilityState?: string } & Partial<EventTarget>;
}

const TYPE = 'visibilitychange';

/** Whether the page is visible, as the platform reports it. Where it does not (Node, workers), it always is. */
export const platformVisibility: Visibility = {
  isVisible: () => (globalThis as Browserish).document?.visibilityState !== 'hidden',
  subscribe(listener) {
    const { document } = globalThis as Browserish;
    document?.addEventListener?.(TYPE, listener);
    return () => document?.removeEventListener?.(TYPE, listener);
  },
};
