// Notices as toasts of svelte-sonner. Its <Toaster /> stands in the layout of the app.

// #region wire
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { sonnerSink } from 'steadyfetch/sinks';
import { toast } from 'svelte-sonner';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = sonnerSink(toast);
notices.connect(sink);
// #endregion wire
