// And its pages, which have a build, show what the worker reports beside what their own client does.

// #region page
import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
import { withWorker } from 'steadyfetch/service-worker';

export const steady = createSteadyFetch();
export const center = createNotices(withWorker(steady), { label: () => 'Shop' });
mountNotices(center);
// #endregion page
