import type { NoticeSink, NoticeTone } from '../notices/index.ts';
import { type CreateElement, card } from './card.ts';
import { type Toast, toastSink } from './toast.ts';

type Show = { method(message: unknown, options: object): string }['method'];

/** The part of react-hot-toast's `toast` that is needed. */
export type HotToast = Show & {
  success(message: unknown, options: object): string;
  error(message: unknown, options: object): string;
  dismiss(id: string): unknown;
};

/** Shows notices with react-hot-toast. */
export function reactHotToastSink(toast: HotToast, createElement: CreateElement): NoticeSink {
  // Not `loading`: it moves for as long as it is there.
  const kinds: Partial<Record<NoticeTone, Show>> = { success: toast.success, error: toast.error };
  const show = (shown: Toast<string>): string =>
    (kinds[shown.view.tone] ?? toast)(card(createElement, shown), {
      id: shown.id,
      duration: Number.POSITIVE_INFINITY,
      // The card has a live region of its own.
      ariaProps: { role: 'status', 'aria-live': 'off' },
    });
  return toastSink({
    show,
    update: (_id, shown) => void show(shown),
    hide: (id) => void toast.dismiss(id),
  });
}
