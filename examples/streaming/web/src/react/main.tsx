import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { toast } from 'sonner';
import { sonnerSink } from 'steadyfetch/sinks';
import { loadComments, loadFilms, loadList } from '../app/library.ts';
import { notices } from '../steady.ts';
import { App } from './app.tsx';

// #region sonner
// What is about the film is shown on the film: see `Screen`.
const toasts = sonnerSink(toast, createElement, notices);
notices.connect({
  ...toasts,
  upsert: (view) => (view.notice.surface === 'playback' ? toasts.remove(view.id) : toasts.upsert(view)),
});
// #endregion sonner

for (const load of [loadFilms, loadList, loadComments]) void load();

createRoot(document.querySelector('#site') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
