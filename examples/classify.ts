// The judgement alone, for another client, a proxy or a log.
// Run it with: npm run build && npx tsx examples/classify.ts

// #region classify
import { classify } from 'steadyfetch';
// #endregion classify
import { deadPort, startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream({ status: 503, headers: { 'retry-after': '30' } });
const api = server.url;
const dead = `http://127.0.0.1:${await deadPort()}/`;

// #region classify
const { kind, fault, transient, retryAfterMs } = classify(await fetch(`${api}/orders`));
console.log(kind, fault, transient, retryAfterMs);

const error = await fetch(dead, { method: 'POST', body: '{}' }).catch((error: unknown) => error);
console.log(classify(error, { url: dead }).reached, classify(error).reached);
// #endregion classify

await server.close();

// Prints:
// service-unavailable unknown true 30000
// no maybe
