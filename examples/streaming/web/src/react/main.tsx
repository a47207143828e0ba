import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { toast } from 'sonner';
import { sonnerSink } from 'steadyfetch/sinks';
import { loadComments, loadFilms, loadList } from '../app/library.ts';
import { notices } from '../steady.ts';
import { App } from './app.tsx';

// #region sonner
notices.connect(sonnerSink(toast, createElement));
// #endregion sonner

for (const load of [loadFilms, loadList, loadComments]) void load();

createRoot(document.querySelector('#site') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
