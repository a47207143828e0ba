import type { ForeignTexts, NoticeAction, NoticeCenter } from '../notices/index.ts';
import { support } from './support.ts';
import type { Toast } from './toast.ts';
import { type CreateElement, inLanguages } from './words.ts';

/** What a sink asks the center: what a notice means, and which one matters most. */
export type Explainer = Pick<NoticeCenter, 'explain' | 'phrase' | 'getSnapshot'>;

interface Look {
  readonly style?: object;
  readonly [attribute: string]: unknown;
}

/** Properties that give a button the look of the library's own. */
export interface Looks {
  action(isFirst: boolean): Look;
  /** Absent where the library draws the button. */
  readonly close?: Look;
}

export interface Drawing {
  readonly createElement: CreateElement;
  readonly looks: Looks;
  /** Absent: "What does this mean?" is not offered. */
  readonly center: Explainer | undefined;
}

/** For libraries that have no buttons of their own. */
export const PLAIN: Looks = {
  action: (isFirst) => ({
    style: {
      padding: '4px 10px',
      font: 'inherit',
      fontWeight: isFirst ? 600 : 400,
      color: 'inherit',
      background: 'none',
      border: '1px solid',
      borderRadius: 6,
    },
  }),
  close: {
    style: {
      position: 'absolute',
      insetBlockStart: -4,
      insetInlineEnd: -8,
      color: 'inherit',
      background: 'none',
      border: 'none',
    },
  },
};

/** A whole notice as an element, for libraries that show what they are given. All text goes in as text: nothing in it is markup. */
export function card(drawing: Drawing, toast: Toast<unknown>): unknown {
  const { createElement } = drawing;
  const { text } = toast.view;
  return createElement(
    'div',
    frame(toast, { position: 'relative', paddingInlineEnd: least() }),
    createElement(
      'div',
      unspoken(toast),
      createElement('div', { style: { fontWeight: 600 } }, text.title),
      createElement('div', {}, inLanguages(createElement, toast.view.foreign, text.body)),
      rest(drawing, toast),
    ),
  );
}

interface FocusLeft {
  readonly currentTarget: { contains(other: unknown): boolean };
  readonly relatedTarget: unknown;
}

/** Its language, and whether the pointer or the focus is inside. It does not speak: `toastSink` does, when there is something to say. */
export const frame = (toast: Toast<unknown>, style: object = {}): object => ({
  lang: toast.view.lang,
  dir: toast.view.dir,
  'aria-live': 'off',
  style: { textAlign: 'start', ...style },
  onMouseEnter: () => toast.hold('pointer'),
  onMouseLeave: () => toast.release('pointer'),
  onFocus: () => toast.hold('focus'),
  onBlur: ({ currentTarget, relatedTarget }: FocusLeft) => {
    if (!currentTarget.contains(relatedTarget)) toast.release('focus');
  },
});

/** The library's own region would speak whatever is put into it: inside of a frame it is hidden from assistive technology at first. */
export const unspoken = ({ isNew }: Toast<unknown>): object => ({ 'aria-hidden': isNew || undefined });

/** How many wait, the actions, what it means, and the button that hides the notice. */
export function rest(drawing: Drawing, toast: Toast<unknown>): unknown {
  const { createElement, looks } = drawing;
  const { view } = toast;
  const actions = view.actions.filter((action) => !isHide(action));
  return createElement(
    'div',
    {},
    view.text.waiting &&
      createElement(
        'div',
        { key: 'waiting', style: SMALL },
        inLanguages(createElement, view.foreign, view.text.waiting),
      ),
    createElement(
      'div',
      { key: 'actions', style: { display: 'flex', flexWrap: 'wrap', gap: 8, marginBlockStart: 8 } },
      ...actions.map((action, index) => button(drawing, action, view.foreign, index === 0)),
    ),
    details(drawing, toast),
    looks.close && close(drawing, toast, looks.close),
  );
}

// The key keeps one button from turning into another under the finger.
const button = (
  { createElement, looks }: Drawing,
  action: NoticeAction,
  foreign: ForeignTexts,
  isFirst: boolean,
): unknown => {
  const { style, ...look } = looks.action(isFirst && action.id !== 'cancel');
  const state = action.disabled ? { cursor: 'default', opacity: 0.6 } : { cursor: 'pointer' };
  return createElement(
    'button',
    {
      ...look,
      key: action.id,
      type: 'button',
      'aria-disabled': action.disabled,
      style: { ...style, ...target(), ...state },
      onClick: () => press(action),
    },
    inLanguages(createElement, foreign, action.label),
  );
};

/** A cross in the style of the library, with a name that says what it hides. */
export function close({ createElement }: Drawing, toast: Toast<unknown>, { style, ...look }: Look): unknown {
  const cross = { d: 'M6 6l12 12M18 6L6 18', fill: 'none', stroke: 'currentColor', strokeWidth: 2 };
  return createElement(
    'button',
    {
      ...look,
      key: 'dismiss',
      type: 'button',
      'aria-label': toast.view.dismissLabel,
      lang: toast.view.foreign[toast.view.dismissLabel]?.[0]?.lang,
      style: { display: 'grid', placeItems: 'center', padding: 0, cursor: 'pointer', ...style, ...target() },
      onClick: () => toast.view.dismiss(),
    },
    // Sonner takes what is pressed for the button only if it is one.
    createElement(
      'svg',
      { viewBox: '0 0 24 24', width: 16, height: 16, 'aria-hidden': true, style: { pointerEvents: 'none' } },
      createElement('path', cross),
    ),
  );
}

const PARTS = ['happened', 'side', 'temporary', 'advice'] as const;
const SMALL = { fontSize: '.875em' };
const COPY = { marginInlineStart: 8, cursor: 'pointer' };

/** "What does this mean?": closed until the user opens it. When all is well again there is nothing to ask. */
function details({ createElement, center }: Drawing, toast: Toast<unknown>): unknown {
  const { notice, text, tone, foreign } = toast.view;
  if (center === undefined || tone === 'success') return undefined;
  const explanation = center.explain(notice);
  const say = (words: string) => inLanguages(createElement, explanation.foreign, words);
  const words = PARTS.flatMap((part) => [
    createElement('dt', { key: part, style: { fontWeight: 600 } }, say(explanation.headings[part])),
    createElement('dd', { key: `${part} text`, style: { margin: 0 } }, say(explanation[part])),
  ]);
  const { lang, dir } = explanation;
  const summary = { style: { ...target(), alignContent: 'center', cursor: 'pointer' } };
  return createElement(
    'details',
    // Some libraries measure a toast only when they are given it.
    { key: 'details', style: { ...SMALL, marginBlockStart: 4 }, onToggle: () => toast.redraw() },
    createElement('summary', summary, inLanguages(createElement, foreign, center.phrase('action.details'))),
    createElement('div', {}, inLanguages(createElement, foreign, text.detail)),
    createElement('dl', { lang, dir, style: { margin: '4px 0' } }, ...words),
    text.support && support(createElement, center, toast.view, { ...PLAIN.action(false).style, ...target(), ...COPY }),
  );
}

/** As small as a mouse can hit, or a finger. */
const target = (): object => ({ minInlineSize: least(), minBlockSize: least() });
const least = (): number => {
  const { matchMedia } = globalThis as { matchMedia?: (query: string) => { matches: boolean } };
  return matchMedia?.('(pointer: coarse)').matches ? 44 : 24;
};

export const isHide = ({ id }: NoticeAction): boolean => id === 'dismiss';

export function press(action: NoticeAction): void {
  if (!action.disabled) action.run();
}
