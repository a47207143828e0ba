import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

/** Renders at once, so that what follows finds it there. */
export function mount(app: ReactNode): void {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  flushSync(() => root.render(app));
}
