import type { ForeignTexts, NoticeSentence } from '../notices/index.ts';

type Attributes = Readonly<Record<string, string>>;

const SVG = 'http://www.w3.org/2000/svg';

/** An element with these attributes and children. Texts become text, never markup. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = dress(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

export function makeSvg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const element = dress(document.createElementNS(SVG, tag), attributes);
  element.append(...children);
  return element;
}

function dress<Dressed extends Element>(element: Dressed, attributes: Attributes): Dressed {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Shows a text, each sentence in its language, or hides its element if there is none. Touches nothing that is so already. */
export function setText(element: HTMLElement, text = '', foreign: ForeignTexts = {}): void {
  if (element.textContent !== text) element.replaceChildren(...spoken(text, foreign[text]));
  if (element.hidden !== (text === '')) element.hidden = text === '';
}

const spoken = (text: string, sentences: readonly NoticeSentence[] | undefined): readonly (Node | string)[] =>
  sentences?.flatMap(({ text: own, lang, dir }) => [make('span', { lang, dir }, own), ' ']).slice(0, -1) ?? [text];

/** The focused element, as seen from where this one stands: in the same shadow root. */
export const focusBeside = (element: Element): HTMLElement | null =>
  ((element.getRootNode() as ShadowRoot).activeElement as HTMLElement | null | undefined) ?? null;

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The page may have set it before the element was defined, past the setter. */
export function takeEarly<Host extends HTMLElement, Name extends keyof Host>(host: Host, name: Name): void {
  const early = Object.getOwnPropertyDescriptor(host, name);
  if (early === undefined) return;
  Reflect.deleteProperty(host, name);
  host[name] = early.value;
}
