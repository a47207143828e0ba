// Checked against what is published, with Bun's types, where fetch has a member more; see tsconfig.bun.json beside this file.
import { createSteadyFetch } from 'steadyfetch';

const steady: typeof globalThis.fetch = createSteadyFetch();
const response: Promise<Response> = createSteadyFetch()('http://a.test/', { steady: { maxAttempts: 1 } });

// What only Bun's fetch takes.
const proxied: Promise<Response> = createSteadyFetch()('http://a.test/', {
  proxy: 'http://proxy.test',
  tls: { rejectUnauthorized: false },
  steady: { maxAttempts: 1 },
});

export { proxied, response, steady };
