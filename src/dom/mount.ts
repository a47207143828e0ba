import { OptionsError } from '../index.ts';
import type { NoticeCenter } from '../notices/index.ts';
import { defineSteadyNotices } from './element.ts';
import { parseHotkey } from './hotkey.ts';

export interface MountOptions {
  /** Where the element is appended: after the main content, for the order of tabs. Default `document.body`. */
  readonly container?: Element | ShadowRoot;
  /**
   * Brings the focus to the notices, and back. Written like `aria-keyshortcuts`: modifiers and a letter, digit or function key.
   * Default `Alt+T`; `false` for none.
   */
  readonly hotkey?: string | false;
  /**
   * The player: holds the video and its controls, is positioned, and goes into full screen as a whole. Notices with
   * `surface: 'playback'` are shown inside it. Default: they are shown with the others.
   */
  readonly playback?: Element;
}

/**
 * Shows the notices of a center on the page, in a `<steady-notices>` of its own. Returns how to take it away again.
 *
 * Does nothing where there is no document. Throws an `OptionsError` for an option that is wrong.
 */
export function mountNotices(center: NoticeCenter, { container, hotkey, playback }: MountOptions = {}): () => void {
  if (globalThis.document === undefined) return () => {};
  const place = container === undefined ? document.body : container;
  if (typeof place?.append !== 'function') throw new OptionsError('container', place, 'an element or a shadow root');
  if (playback !== undefined && typeof playback?.append !== 'function')
    throw new OptionsError('playback', playback, 'an element');
  if (hotkey !== undefined && hotkey !== false) parseHotkey(hotkey);
  defineSteadyNotices();
  const show = (where: Element | ShadowRoot, surfaces?: string) => {
    const element = document.createElement('steady-notices');
    if (hotkey !== undefined) element.setAttribute('hotkey', hotkey || 'none');
    if (surfaces !== undefined) element.setAttribute('surfaces', surfaces);
    element.center = center;
    where.append(element);
    return element;
  };
  const elements = playback === undefined ? [show(place)] : [show(place, 'app inline'), show(playback, 'playback')];
  return () => {
    for (const element of elements) {
      // First, while the focus can still be given back.
      element.center = undefined;
      element.remove();
    }
  };
}
