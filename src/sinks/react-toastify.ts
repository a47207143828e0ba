import type { NoticeSink, NoticeTone, NoticeView } from '../notices/index.ts';
import { type CreateElement, card } from './card.ts';
import { type Toast, toastSink } from './toast.ts';

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

/** Shows notices with react-toastify. */
export function reactToastifySink(toast: Toastify, createElement: CreateElement): NoticeSink {
  const options = ({ tone }: NoticeView): object => ({
    type: TYPES[tone],
    autoClose: false,
    closeOnClick: false,
    // The card has one that says what it hides, and a live region instead of an alert.
    closeButton: false,
    role: 'group',
  });
  const update = (id: Id, shown: Toast<Id>): void => {
    // By itself it waits for 100 ms, and what comes meanwhile would overtake it.
    toast.update(id, { ...options(shown.view), render: card(createElement, shown), delay: undefined });
  };
  return toastSink<Id>({
    show(shown) {
      const { view } = shown;
      return toast(card(createElement, shown), {
        ...options(view),
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
