export type { Explainer } from './card.ts';
export { type Collected, collectSink } from './collect.ts';
export { consoleSink } from './console.ts';
export { type Notistack, notistackSink } from './notistack.ts';
export { type HotToast, reactHotToastSink } from './react-hot-toast.ts';
export { reactToastifySink, type Toastify } from './react-toastify.ts';
export { type SonnerToast, sonnerSink } from './sonner.ts';
export { type ViewStore, viewStore } from './view-store.ts';
export type { CreateElement } from './words.ts';
