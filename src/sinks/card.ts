import type { NoticeAction, NoticeView } from '../notices/index.ts';
import type { Toast } from './toast.ts';

/** `createElement` of React. */
export type CreateElement = {
  // Written as a method, so that the narrower types of the real one fit.
  method(type: string, props: object, ...children: unknown[]): unknown;
}['method'];

/** A whole notice as an element, for libraries that show what they are given. All text goes in as text: nothing in it is markup. */
export function card(createElement: CreateElement, toast: Toast<unknown>): unknown {
  const { text } = toast.view;
  return createElement(
    'div',
    frame(toast),
    createElement(
      'div',
      spoken(toast.view),
      createElement('div', { style: { fontWeight: 600 } }, text.title),
      createElement('div', {}, text.body),
    ),
    buttons(createElement, toast.view),
  );
}

interface FocusLeft {
  readonly currentTarget: { contains(other: unknown): boolean };
  readonly relatedTarget: unknown;
}

/** Its language, and whether somebody is in it. */
export const frame = (toast: Toast<unknown>): object => ({
  lang: toast.view.lang,
  dir: toast.view.dir,
  style: { textAlign: 'start' },
  onMouseEnter: () => toast.hold('pointer'),
  onMouseLeave: () => toast.release('pointer'),
  onFocus: () => toast.hold('focus'),
  onBlur: ({ currentTarget, relatedTarget }: FocusLeft) => {
    if (!currentTarget.contains(relatedTarget)) toast.release('focus');
  },
});

/** A live region that speaks only when there is something worth saying: the words change more often than that. */
export const spoken = ({ announce }: NoticeView): object => ({
  role: announce?.politeness === 'assertive' ? 'alert' : 'status',
  'aria-live': announce?.politeness ?? 'off',
});

/** All actions, and a button that hides the notice. They are no part of what is spoken. */
export function buttons(createElement: CreateElement, view: NoticeView): unknown {
  const hide = view.actions.find(isHide);
  return createElement(
    'div',
    { 'aria-live': 'off', style: { display: 'flex', flexWrap: 'wrap', gap: 8, marginBlockStart: 8 } },
    ...view.actions.filter((action) => action !== hide).map((action) => button(createElement, action)),
    createElement(
      'button',
      { ...BUTTON, key: 'dismiss', 'aria-label': view.dismissLabel, onClick: () => view.dismiss() },
      hide?.label ?? '×',
    ),
  );
}

// Sonner gives its look to what is marked so, and puts it at the end of the line unless told otherwise.
const BUTTON = { type: 'button', 'data-button': '', style: { margin: 0, cursor: 'pointer' } } as const;

// The key keeps one button from turning into another under the finger.
const button = (createElement: CreateElement, action: NoticeAction): unknown =>
  createElement(
    'button',
    { ...BUTTON, key: action.id, 'aria-disabled': action.disabled, onClick: () => press(action) },
    action.label,
  );

export const isHide = ({ id }: NoticeAction): boolean => id === 'dismiss';

export function press(action: NoticeAction): void {
  if (!action.disabled) action.run();
}
