import { defineSteadyNotices, mountNotices } from '../../../src/dom/index.ts';
import { FakeCenter } from './fake-center.ts';

// What the tests and the pictures reach from outside.

declare global {
  interface Window {
    center: FakeCenter;
    mountNotices: typeof mountNotices;
    defineSteadyNotices: typeof defineSteadyNotices;
    unmount: () => void;
    /** Everything that happened in the live regions: `polite: text`. */
    heard: string[];
    shadow: () => ShadowRoot;
    /** One element of the notices. */
    $: <Found extends HTMLElement = HTMLElement>(selector: string) => Found;
  }
}

window.center = new FakeCenter();
window.mountNotices = mountNotices;
window.defineSteadyNotices = defineSteadyNotices;
window.heard = [];
// While a dialog is open, the cards stand in another root.
window.shadow = () => {
  const roots = [...document.querySelectorAll('steady-notices')].map(({ shadowRoot }) => shadowRoot);
  return (roots.find((root) => root?.querySelector('section') != null) ?? roots[0]) as ShadowRoot;
};
window.$ = <Found extends HTMLElement>(selector: string) => window.shadow().querySelector(selector) as Found;
window.unmount = mountNotices(window.center);

for (const region of window.shadow().querySelectorAll('[aria-live]')) {
  new MutationObserver(() => window.heard.push(`${region.ariaLive}: ${region.textContent}`)).observe(region, {
    childList: true,
    characterData: true,
    subtree: true,
  });
}
