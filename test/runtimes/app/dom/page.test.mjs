// The scenarios on the globals of a simulated page, under the runner of the app's own tests: vitest or jest.
// What became of them goes to the file REPORT, as run.mjs prints it.
import { writeFileSync } from 'node:fs';
import { createSteadyFetch } from 'steadyfetch';
import { fetch as xhrFetch } from 'whatwg-fetch';
import { scenarios as cards } from '../cards.mjs';
import { scenarios } from '../scenarios.mjs';
import { equal, failure, play, sleep } from '../world.mjs';

const origin = process.env.ORIGIN;
const unhandled = [];
const note = (error) => unhandled.push(String(error));
process.on('unhandledRejection', note);
process.on('uncaughtException', note);

/** Does fetch take the signals of this page? jsdom's are its own, and Node's fetch knows only Node's. */
async function takesSignals() {
  return (await failure(fetch(`${origin}/plan/signals/200`, { signal: new AbortController().signal }))) === undefined;
}
/** Where it does not, a request on its way cannot be aborted: there is nothing to compare. */
const needSignals = [
  'rejects with the reason of the signal when it aborts an attempt',
  'rejects with the reason of the signal when it aborts a wait',
  'sends nothing when the signal has aborted before',
  'lets the signal break off a body that is being read',
  'breaks off the attempt that lost, which takes a signal',
];
/** And where a response has no stream, it is there only when its body is. */
const needStreams = ['lets the signal break off a body that is being read'];

const page = {
  async 'does with a signal of the page what fetch does with it'({ create, plan }) {
    const bare = await outcome(fetch(plan('200').url, { signal: new AbortController().signal }));
    const { url, seen } = plan('200');
    const ours = await outcome(create()(url, { signal: new AbortController().signal }));
    if (ours !== 200) equal(ours, bare, 'the outcome');
    equal((await seen()).length <= 1, true, 'at most one request');
  },

  async 'ends a wait when a signal of the page aborts'({ create, plan }) {
    const { url, arrival } = plan('503after20');
    // As a fetch does that knows every kind of signal.
    const inner = (input, { signal: _, ...init } = {}) => fetch(input, init);
    const controller = new AbortController();
    const ended = failure(create({ fetch: inner })(url, { signal: controller.signal }));
    await arrival(1);
    await sleep(100);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
  },

  async 'retries on the polyfill that sits on XMLHttpRequest'({ create, plan }) {
    const { url, seen } = plan('502big', '200');
    const response = await create({ fetch: xhrFetch })(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 2, 'requests');
  },

  async 'hands out a final 503 of that polyfill, its body unread'({ create, plan }) {
    const response = await create({ fetch: xhrFetch, retry: { maxAttempts: 2 } })(plan('503').url);
    equal([response.status, response.bodyUsed, await response.text()], [503, false, 'status 503'], 'the response');
  },

  async 'rejects as that polyfill does'({ create, dead }) {
    const address = await dead();
    const { name, message } = await failure(xhrFetch(address));
    const ours = await failure(create({ fetch: xhrFetch, retry: { maxAttempts: 2 } })(address));
    equal([ours?.name, ours?.message], [name, message], 'the error');
  },

  async 'aborts an attempt of that polyfill'({ create, plan }) {
    const { url, seen, arrival } = plan('hang');
    const controller = new AbortController();
    const ended = failure(create({ fetch: xhrFetch })(url, { signal: controller.signal }));
    await arrival(1);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
    for (let tries = 0; tries < 100 && !(await seen())[0].gone; tries++) await sleep(20);
    equal((await seen())[0].gone, true, 'is it broken off');
  },

  async 'keeps a deadline on that polyfill'({ create, plan }) {
    const steady = create({ fetch: xhrFetch });
    const error = await failure(steady(plan('hang').url, { steady: { timeout: { totalMs: 300 } } }));
    equal(error?.name, 'TimeoutError', 'the error');
  },
};

const outcome = (call) =>
  call.then(
    ({ status }) => status,
    (error) => error.name,
  );

test('plays', async () => {
  const results = {};
  const lacking = [
    ...((await takesSignals()) ? [] : needSignals),
    ...('body' in Response.prototype ? [] : needStreams),
  ];
  await Promise.all(
    Object.entries({ ...scenarios, ...cards, ...page }).map(async ([title, scenario]) => {
      results[title] = lacking.includes(title) ? 'not here' : await play(scenario, createSteadyFetch, origin);
    }),
  );
  await sleep(100);
  writeFileSync(process.env.REPORT, JSON.stringify({ results, unhandled, from: import.meta.resolve('steadyfetch') }));
}, 90_000);
