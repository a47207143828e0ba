import type { Store } from '../app/store.ts';

export function find<Found extends HTMLElement>(selector: string): Found {
  const found = document.querySelector<Found>(`#site ${selector}`);
  if (found === null) throw new Error(`The page has no #site ${selector}`);
  return found;
}

export function make<Name extends 'button' | 'span' | 'em'>(name: Name, text: string, press?: () => void) {
  const element = document.createElement(name);
  if (element instanceof HTMLButtonElement) element.type = 'button';
  element.textContent = text;
  if (press !== undefined) element.addEventListener('click', press);
  return element;
}

/** Draws now, and whenever one of the stores changes. */
export function watch(stores: readonly Pick<Store<unknown>, 'subscribe'>[], draw: () => void): void {
  draw();
  for (const store of stores) store.subscribe(draw);
}
