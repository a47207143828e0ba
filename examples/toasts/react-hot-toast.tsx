// Notices as toasts of react-hot-toast.

// #region wire
import { createElement } from 'react';
import { Toaster, toast } from 'react-hot-toast';
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { reactHotToastSink } from 'steadyfetch/sinks';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = reactHotToastSink(toast, createElement, notices);
notices.connect(sink);

export const App = () => <Toaster />;
// #endregion wire
