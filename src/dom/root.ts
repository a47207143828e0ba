import { COLORS } from './style.ts';

/** The shadow root of an element, with this style in it. */
export function rootOf(host: HTMLElement, css: string): ShadowRoot {
  if (host.shadowRoot !== null) return host.shadowRoot;
  const root = host.attachShadow({ mode: 'open' });
  // Preferred, because a content security policy may forbid style elements. Firefox before 101, Safari before 16.4 and jsdom lack it.
  if ('adoptedStyleSheets' in root && typeof CSSStyleSheet.prototype.replaceSync === 'function') {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } else {
    const style = document.createElement('style');
    style.textContent = css;
    root.append(style);
  }
  return root;
}

/** False if the page sets a color that this engine cannot read: where it is used there would be none, such as white words without their button. */
export function knowsColors(host: Element): boolean {
  const style = getComputedStyle(host);
  return COLORS.every((name) => {
    const value = style.getPropertyValue(name).trim();
    return value === '' || globalThis.CSS?.supports('color', value) !== false;
  });
}
