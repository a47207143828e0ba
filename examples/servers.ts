// In a worker at the edge, and in a `load` of SvelteKit.
// Run it with: npm run build && npx tsx examples/servers.ts

import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, 200);
const api = server.url;

// #region worker
import { createSteadyFetch } from 'steadyfetch';

/** Outside of the handler: what it knows of the upstream outlives a request. */
const steady = createSteadyFetch();

const worker = {
  fetch: (request: Request) => steady(api + new URL(request.url).pathname, { headers: request.headers }),
};
// #endregion worker
console.log((await worker.fetch(new Request('https://shop.example.com/orders'))).status);

server.play(502, { body: '{"name":"Green tea"}' });
// #region kit
/** Of this request alone, because the `fetch` of SvelteKit is: it has the cookies of the user. */
async function load({ fetch, url }: { fetch: typeof globalThis.fetch; url: URL }) {
  const steady = createSteadyFetch({ fetch });
  const response = await steady(new URL('/api/orders/7', url));
  return { order: await response.json() };
}
// #endregion kit
const ofEvent: typeof fetch = (input, init) => fetch(api + new URL(String(input)).pathname, init);
console.log(await load({ fetch: ofEvent, url: new URL('https://shop.example.com/orders/7') }));

await server.close();

// Prints:
// 200
// { order: { name: 'Green tea' } }
