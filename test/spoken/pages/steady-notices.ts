import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';

const steady = createSteadyFetch();
const notices = createNotices(steady);
mountNotices(notices);
Object.assign(window, { wire: { steady, notices } });
