// Notices as toasts of vue-sonner. Its <Toaster /> stands in the template of the app.

// #region wire
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { sonnerSink } from 'steadyfetch/sinks';
import { toast } from 'vue-sonner';
import 'vue-sonner/style.css';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = sonnerSink(toast);
notices.connect(sink);
// #endregion wire
