import { OptionsError } from '../../index.ts';
import { defineSteadyStatus, languageOf, type StatusSource, type SteadyStatusElement } from './element.ts';

export interface MountStatusOptions {
  /** Where the element is appended. Default `document.body`. */
  readonly container?: Element | ShadowRoot;
  /** Default: English. What is left out of a translation is said in English. */
  readonly words?: NonNullable<SteadyStatusElement['words']>;
  /** What people call an upstream. Default: its key, which is the origin of its URLs. */
  readonly label?: NonNullable<SteadyStatusElement['label']>;
}

/**
 * Shows how each upstream is doing, in a `<steady-status>` on the page. Returns how to take it away again.
 *
 * Does nothing where there is no document. Throws an `OptionsError` for an option that is wrong.
 */
export function mountStatus(source: StatusSource, { container, words, label }: MountStatusOptions = {}): () => void {
  if (globalThis.document === undefined) return () => {};
  const place = container === undefined ? document.body : container;
  if (typeof place?.append !== 'function') throw new OptionsError('container', place, 'an element or a shadow root');
  if (label !== undefined && typeof label !== 'function') throw new OptionsError('label', label, 'a function');
  languageOf(words);
  defineSteadyStatus();
  const element = document.createElement('steady-status');
  Object.assign(element, { words, label });
  place.append(element);
  element.source = source;
  return () => {
    element.source = undefined;
    element.remove();
  };
}
