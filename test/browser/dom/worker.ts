import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';

// What an app shares between page and worker runs here at the top level, too.
const notices = createNotices(createSteadyFetch());
mountNotices(notices)();
self.postMessage(notices.getSnapshot().length);
