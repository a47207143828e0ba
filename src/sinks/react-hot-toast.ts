import type { NoticeSink, NoticeTone } from '../notices/index.ts';
import { card, type Explainer, PLAIN } from './card.ts';
import { type Toast, toastSink } from './toast.ts';
import type { CreateElement } from './words.ts';

type Show = { method(message: unknown, options: object): string }['method'];

/** The part of react-hot-toast's `toast` that is needed. */
export type HotToast = Show & {
  success(message: unknown, options: object): string;
  error(message: unknown, options: object): string;
  dismiss(id: string): unknown;
};

/** Shows notices with react-hot-toast. With `center` they explain themselves. */
export function reactHotToastSink(toast: HotToast, createElement: CreateElement, center?: Explainer): NoticeSink {
  const drawing = { createElement, looks: PLAIN, center };
  // Not `loading`: it moves for as long as it is there.
  const kinds: Partial<Record<NoticeTone, Show>> = { success: toast.success, error: toast.error };
  const show = (shown: Toast<string>): string =>
    (kinds[shown.view.tone] ?? toast)(card(drawing, shown), {
      id: shown.id,
      duration: Number.POSITIVE_INFINITY,
      // Its region comes into the page together with its words, which screen readers do not speak then.
      ariaProps: { role: 'group', 'aria-live': 'off' },
    });
  return toastSink({
    show,
    update: (_id, shown) => void show(shown),
    hide: (id) => void toast.dismiss(id),
  });
}
