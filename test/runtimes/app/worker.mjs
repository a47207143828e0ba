// A worker whose clients live as long as the isolate, and are shared by all requests that come in.
import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
import { scenarios } from './scenarios.mjs';
import { play } from './world.mjs';

const clients = {};
let failure;
try {
  clients.plain = createSteadyFetch();
  clients.quick = createSteadyFetch({ retry: { maxAttempts: 2, baseDelayMs: 20 } });
  clients.closed = createSteadyFetch();
  // An app may share the module that wires its notices between page and worker.
  mountNotices(createNotices(createSteadyFetch()))();
} catch (error) {
  failure = error;
}
const options = { deadline: { timeout: { totalMs: 400 } }, hedge: { retry: { hedgeAfterMs: 150 } } };
for (const [name, each] of Object.entries(options)) {
  try {
    clients[name] = createSteadyFetch(each);
  } catch (error) {
    clients[name] = () => Promise.reject(error);
  }
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Makes one call, and says what became of it. */
async function call(fetch, { url, init, abortAfterMs }) {
  const controller = new AbortController();
  const reason = new Error('enough');
  if (abortAfterMs !== undefined) setTimeout(() => controller.abort(reason), abortAfterMs);
  try {
    const response = await fetch(url, abortAfterMs === undefined ? init : { ...init, signal: controller.signal });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    return { error: error?.name, message: String(error?.message), isReason: error === reason };
  }
}

export default {
  async fetch(request) {
    if (failure !== undefined) return new Response(`no clients: ${failure}`, { status: 500 });
    const { act, client, ...rest } = await request.json();
    if (act === 'scenario') {
      return Response.json(await play(scenarios[rest.title], createSteadyFetch, rest.origin));
    }
    if (act === 'close') {
      clients[client].close();
      return Response.json('closed');
    }
    const fetch = client === 'bare' ? globalThis.fetch : clients[client];
    const calls = Promise.all(rest.calls.map((each) => call(fetch, each)));
    // Answers before its calls have ended: the platform drops them then.
    if (act === 'leave') {
      await sleep(rest.afterMs);
      return Response.json('left');
    }
    return Response.json(await calls);
  },
};
