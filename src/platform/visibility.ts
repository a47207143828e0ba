import type { Visibility } from '../model/ports.ts';

interface Browserish {
  readonly document?: { readonly visibilityState?: string } & Partial<EventTarget>;
}

const TYPE = 'visibilitychange';

/** The platform's own word on whether anybody is looking. Where it has none (Node, workers), somebody always is. */
export const platformVisibility: Visibility = {
  isVisible: () => (globalThis as Browserish).document?.visibilityState !== 'hidden',
  subscribe(listener) {
    const { document } = globalThis as Browserish;
    document?.addEventListener?.(TYPE, listener);
    return () => document?.removeEventListener?.(TYPE, listener);
  },
};
