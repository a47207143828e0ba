import { createSteadyFetch } from 'steadyfetch';

const steady = createSteadyFetch();
const { status } = await steady('/api');
self.postMessage(status);
