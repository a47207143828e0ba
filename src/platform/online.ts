import type { Online } from '../model/ports.ts';

interface Browserish {
  readonly navigator?: { readonly onLine?: boolean };
  addEventListener?(type: string, listener: () => void): void;
  removeEventListener?(type: string, listener: () => void): void;
}

/** The platform's own word on whether there is a network. Where it has none (Node), there always is one. */
export const platformOnline: Online = {
  isOnline: () => (globalThis as Browserish).navigator?.onLine !== false,
  subscribe(listener) {
    const { navigator, addEventListener, removeEventListener } = globalThis as Browserish;
    if (navigator?.onLine === undefined || addEventListener === undefined) return () => {};
    addEventListener.call(globalThis, 'online', listener);
    addEventListener.call(globalThis, 'offline', listener);
    return () => {
      removeEventListener?.call(globalThis, 'online', listener);
      removeEventListener?.call(globalThis, 'offline', listener);
    };
  },
};
