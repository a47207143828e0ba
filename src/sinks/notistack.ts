import type { NoticeSink } from '../notices/index.ts';
import { card, type Explainer, PLAIN } from './card.ts';
import { type Toast, toastSink } from './toast.ts';
import type { CreateElement } from './words.ts';

type Key = string | number;

/** What is needed of notistack: the module itself (`import * as notistack`), or what `useSnackbar()` gives. */
export interface Notistack {
  enqueueSnackbar(message: unknown, options: object): Key;
  closeSnackbar(key: Key): unknown;
}

/** Shows notices with notistack, in a card of their own: its own content is always an alert. With `center` they explain themselves. */
export function notistackSink(notistack: Notistack, createElement: CreateElement, center?: Explainer): NoticeSink {
  const drawing = { createElement, looks: PLAIN, center };
  // The functions are looked up with every use: the module has them only once there is a provider.
  const enqueue = (toast: Toast<Key>): Key =>
    notistack.enqueueSnackbar(toast.view.text.title, {
      key: toast.id,
      // There is no update. But to ask for what is there already renders anew, and asks the content again.
      preventDuplicate: true,
      content: () => createElement('div', { style: LOOK }, card(drawing, toast)),
      persist: true,
      onClose: (_event: unknown, reason: string) => {
        // With more of them than fit, it removes even those that should stay.
        if (reason === 'maxsnack') toast.lost();
        else toast.closed();
      },
    });
  return toastSink<Key>({
    show: enqueue,
    update: (_key, toast) => void enqueue(toast),
    hide: (key) => void notistack.closeSnackbar(key),
  });
}

// As plain as can be, in the colors that the page and the user have chosen.
const LOOK = {
  maxWidth: '26rem',
  padding: '12px 16px',
  borderRadius: 4,
  color: 'CanvasText',
  background: 'Canvas',
  boxShadow: '0 2px 8px rgb(0 0 0 / 30%)',
} as const;
