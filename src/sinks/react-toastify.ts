import type { NoticeSink, NoticeTone } from '../notices/index.ts';
import { card, close, type Explainer, frame, PLAIN, unspoken } from './card.ts';
import { type Toast, toastSink } from './toast.ts';
import type { CreateElement } from './words.ts';

type Id = string | number;

/** The part of react-toastify's `toast` that is needed. */
export type Toastify = { method(content: unknown, options: object): Id }['method'] & {
  update(id: Id, options: object): unknown;
  dismiss(id: Id): unknown;
};

const TYPES = {
  info: 'info',
  progress: 'default',
  warning: 'warning',
  error: 'error',
  success: 'success',
} as const satisfies Record<NoticeTone, string>;

/** Shows notices with react-toastify. With `center` they explain themselves. */
export function reactToastifySink(toast: Toastify, createElement: CreateElement, center?: Explainer): NoticeSink {
  const drawing = { createElement, looks: { action: PLAIN.action }, center };
  const options = (shown: Toast<Id>): object => ({
    type: TYPES[shown.view.tone],
    autoClose: false,
    closeOnClick: false,
    closeButton: ({ theme }: { readonly theme: string }) =>
      createElement(
        'span',
        frame(shown),
        createElement(
          'span',
          unspoken(shown),
          close(drawing, shown, { className: `Toastify__close-button Toastify__close-button--${theme}` }),
        ),
      ),
    // Instead of an alert.
    role: 'group',
  });
  const update = (id: Id, shown: Toast<Id>): void => {
    // By itself it waits for 100 ms, and what comes meanwhile would overtake it.
    toast.update(id, { ...options(shown), render: card(drawing, shown), delay: undefined });
  };
  return toastSink<Id>({
    show(shown) {
      const { view } = shown;
      return toast(card(drawing, shown), {
        ...options(shown),
        onClose: (byPerson?: unknown) => {
          if (byPerson === true) shown.closed();
        },
        // Where it has waited for its container, or for its turn, it knows of no change and of no farewell.
        onOpen: () => {
          if (shown.id === undefined) return;
          if (shown.isOver) toast.dismiss(shown.id);
          else if (shown.view !== view) update(shown.id, shown);
        },
      });
    },
    update,
    hide: (id) => void toast.dismiss(id),
  });
}
