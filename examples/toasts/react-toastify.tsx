// Notices as toasts of react-toastify.

// #region wire
import { createElement } from 'react';
import { ToastContainer, toast } from 'react-toastify';
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { reactToastifySink } from 'steadyfetch/sinks';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = reactToastifySink(toast, createElement, notices);
notices.connect(sink);

export const App = () => <ToastContainer />;
// #endregion wire
