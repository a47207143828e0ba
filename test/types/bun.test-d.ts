// Checked against what is published, with Bun's types, where fetch has a member more; see tsconfig.bun.json beside this file.
import { createSteadyFetch } from 'steadyfetch';

const steady: typeof globalThis.fetch = createSteadyFetch();
const response: Promise<Response> = createSteadyFetch()('http://a.test/', { steady: { maxAttempts: 1 } });

export { response, steady };
