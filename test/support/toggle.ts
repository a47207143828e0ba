/** Something that is on or off, and tells when that changes: what `navigator.onLine` and the visibility of a page are to a client. */
export function toggle(isOn: boolean) {
  const listeners = new Set<() => void>();
  return {
    isOn: () => isOn,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(value: boolean) {
      isOn = value;
      for (const listener of listeners) listener();
    },
  };
}
