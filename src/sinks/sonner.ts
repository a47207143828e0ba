import type { NoticeSink, NoticeTone, NoticeView } from '../notices/index.ts';
import { type Drawing, type Explainer, frame, isHide, type Looks, press, rest, unspoken } from './card.ts';
import { type Toast, toastSink } from './toast.ts';
import { type CreateElement, inLanguages } from './words.ts';

/** The part of `toast` of sonner, vue-sonner or svelte-sonner that is needed. */
export interface SonnerToast {
  message(title: unknown, data: object): string | number;
  info(title: unknown, data: object): string | number;
  success(title: unknown, data: object): string | number;
  warning(title: unknown, data: object): string | number;
  error(title: unknown, data: object): string | number;
  dismiss(id: string | number): unknown;
}

// Not `loading`: it has no close button, and moves for as long as it is there.
const KINDS = {
  info: 'info',
  progress: 'message',
  warning: 'warning',
  error: 'error',
  success: 'success',
} as const satisfies Record<NoticeTone, keyof SonnerToast>;

/**
 * Shows notices with sonner, vue-sonner or svelte-sonner.
 *
 * Their own toasts take one action, and speak whenever the words change. With React's `createElement` sonner shows all
 * actions, and speaks when there is something to be said. With `center` notices explain themselves, and the most important one is in front.
 */
export function sonnerSink(toast: SonnerToast, createElement?: CreateElement, center?: Explainer): NoticeSink {
  const show = (shown: Toast<string | number>): string | number => {
    const { title, ...fields } =
      createElement === undefined ? plain(shown.view) : elements({ createElement, looks: OWN, center }, shown);
    return toast[KINDS[shown.view.tone]](title, {
      // What is left out stays as it was.
      ...fields,
      id: shown.id,
      duration: Number.POSITIVE_INFINITY,
      onDismiss: () => shown.closed(),
    });
  };
  return toastSink(
    {
      show,
      speaks: createElement === undefined,
      update: (_id, shown) => void show(shown),
      hide: (id) => void toast.dismiss(id),
    },
    // Its toasts lie on each other, the newest in front.
    center && (() => center.getSnapshot().map(({ id }) => id)),
  );
}

// What is marked so has the look of its own buttons. By itself it would stand at the end of the line.
const OWN: Looks = {
  action: (isFirst) => ({
    'data-button': '',
    ...(!isFirst && { 'data-cancel': '' }),
    style: { margin: 0, blockSize: 'auto' },
  }),
  close: { 'data-close-button': '', style: { position: 'absolute' } },
};

interface Content {
  readonly title: unknown;
  readonly description: unknown;
  readonly closeButton: boolean;
  readonly action: object | undefined;
  readonly important?: boolean;
}

function plain({ text, actions, announce }: NoticeView): Content {
  // `cancel` would close the toast, whatever the handler says.
  const action = actions.find((each) => !isHide(each));
  return {
    title: text.title,
    description: text.body,
    closeButton: true,
    important: announce?.politeness === 'assertive',
    action: action && {
      label: action.label,
      onClick(event: { preventDefault(): void }) {
        event.preventDefault();
        press(action);
      },
    },
  };
}

function elements(drawing: Drawing, shown: Toast<unknown>): Content {
  const { text, foreign } = shown.view;
  const { createElement } = drawing;
  return {
    title: createElement('div', frame(shown), createElement('div', unspoken(shown), text.title)),
    description: createElement(
      'div',
      frame(shown),
      createElement(
        'div',
        unspoken(shown),
        createElement('div', {}, inLanguages(createElement, foreign, text.body)),
        rest(drawing, shown),
      ),
    ),
    closeButton: false,
    action: undefined,
  };
}
