// Notices as toasts of sonner.

// #region wire
import { createElement } from 'react';
import { Toaster, toast } from 'sonner';
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { sonnerSink } from 'steadyfetch/sinks';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = sonnerSink(toast, createElement, notices);
notices.connect(sink);

export const App = () => <Toaster visibleToasts={5} />;
// #endregion wire
