import type { FetchLike, Online } from 'steadyfetch';

const changes = new EventTarget();
let isUnplugged = false;

/** Pretends that the device has no network. A page cannot really switch it off; the tools of a browser can. */
export function unplug(unplugged: boolean): void {
  if (isUnplugged === unplugged) return;
  isUnplugged = unplugged;
  changes.dispatchEvent(new Event('change'));
}

const online: Online = {
  isOnline: () => navigator.onLine && !isUnplugged,
  subscribe(listener) {
    const watched: [EventTarget, string][] = [
      [changes, 'change'],
      [window, 'online'],
      [window, 'offline'],
    ];
    for (const [target, type] of watched) target.addEventListener(type, listener);
    return () => {
      for (const [target, type] of watched) target.removeEventListener(type, listener);
    };
  },
};

/** Fails as `fetch` does without a network. */
const fetchIfPlugged: FetchLike = (input, init) =>
  isUnplugged ? Promise.reject(new TypeError('Failed to fetch')) : fetch(input, init);

/** The two things that a client has to do with the device. */
export const device = { online, fetch: fetchIfPlugged };
