import { OptionsError } from '../index.ts';

const SYNTAX = /^((?:(?:Alt|Control|Meta|Shift)\+)*)([A-Z0-9]|F(?:[1-9]|1[0-9]|2[0-4]))$/;

/** A predicate for the keys written as `aria-keyshortcuts` has them. Throws an `OptionsError` for what no hotkey may be. */
export function parseHotkey(hotkey: string): (event: KeyboardEvent) => boolean {
  const [, held = '', key = ''] = SYNTAX.exec(hotkey) ?? [];
  // A letter alone would be pressed while typing, and by chance with speech input (WCAG 2.1.4).
  if (key === '' || (key.length === 1 && !/[ACM]/.test(held))) {
    throw new OptionsError('hotkey', hotkey, 'false, or keys such as "Alt+T", "Control+Shift+9" or "F8"');
  }
  const wants = (modifier: string): boolean => held.includes(modifier);
  return (event) =>
    // The app has used it.
    !event.defaultPrevented &&
    event.altKey === wants('Alt') &&
    event.ctrlKey === wants('Control') &&
    event.metaKey === wants('Meta') &&
    event.shiftKey === wants('Shift') &&
    (event.key.toUpperCase() === key ||
      // On a Mac, Alt and T make a dagger. But what is T on one keyboard is Y on another, and then Y is meant.
      (!/^[a-z0-9]$/i.test(event.key) && [`Key${key}`, `Digit${key}`].includes(event.code)));
}
