// When a POST may be sent again: with a key, on the app's word, and with a body that can be made afresh.
// Run it with: npm run build && npx tsx examples/post.ts

import { createSteadyFetch, reportOf } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, 201);
const api = server.url;
const order = JSON.stringify({ item: 'tea' });
const attempts = () => server.requests.length;

// #region unknown
const steady = createSteadyFetch();
const response = await steady(`${api}/orders`, { method: 'POST', body: order });
console.log(response.status, reportOf(response)?.settledBecause);
// #endregion unknown

server.play(502, 201);
// #region key
const shop = createSteadyFetch({ upstreams: { [api]: { idempotencyKey: true } } });
const placed = await shop(`${api}/orders`, { method: 'POST', body: order });
// #endregion key
const [, first, second] = server.requests.map(({ headers }) => headers['idempotency-key']);
console.log(placed.status, first !== undefined && first === second ? 'under one key' : 'under two keys');

server.play(502, 200);
// #region vouch
const counted = await steady(`${api}/search`, {
  method: 'POST',
  body: '{"name":"tea"}',
  steady: { idempotent: true },
});
// #endregion vouch
console.log(counted.status);

server.play(502, 200);
// #region vouch-for-all
const graph = createSteadyFetch({ upstreams: { [api]: { idempotent: true } } });
const read = await graph(`${api}/graphql`, { method: 'POST', body: '{"query":"{ orders { id } }"}' });
// #endregion vouch-for-all
console.log(read.status);

server.play(502, 200);
const file = new Blob(['a long story']);
// #region fresh-body
const uploaded = await steady(`${api}/files/7`, {
  method: 'PUT',
  steady: { body: () => file.stream() },
});
// #endregion fresh-body
console.log(uploaded.status, server.requests.at(-1)?.body.toString(), attempts());

await server.close();

// Prints:
// 502 not-replayable
// 201 under one key
// 200
// 200
// 200 a long story 9
