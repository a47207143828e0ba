// Notices as snackbars of notistack.

// #region wire
// The whole module: it has its functions only once there is a provider.
import * as notistack from 'notistack';
import { createElement } from 'react';
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { notistackSink } from 'steadyfetch/sinks';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = notistackSink(notistack, createElement, notices);
notices.connect(sink);

export const App = () => <notistack.SnackbarProvider />;
// #endregion wire
