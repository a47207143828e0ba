// Signals that are not the engine's own: an app's polyfill, handed to us by the caller or put in the place of the global.
import { AbortController as Ponyfill } from 'abort-controller';
import { AbortController as Yetch } from 'abortcontroller-polyfill/dist/cjs-ponyfill.js';
import { equal, failure, sleep } from './world.mjs';

const { AbortController, fetch: own } = globalThis;
const kinds = { 'abort-controller': Ponyfill, 'abortcontroller-polyfill': Yetch };

export const scenarios = {};
for (const [name, Controller] of Object.entries(kinds)) {
  const add = (title, scenario) => {
    scenarios[`${name}: ${title}`] = scenario;
  };

  add('its signal does with us what it does with fetch', async ({ create, plan }) => {
    const bare = await outcome(fetch(plan('200').url, { signal: new Controller().signal }));
    const { url, seen } = plan('200');
    const ours = await outcome(create()(url, { signal: new Controller().signal }));
    // Where fetch refuses it, we may do better, but not try again what cannot work.
    if (ours !== 200) equal(ours, bare, 'the outcome');
    equal((await seen()).length <= 1, true, 'at most one request');
  });

  add('its signal is refused in the time that fetch takes', async ({ create, plan }) => {
    const steady = create({ random: () => 0.99 });
    const attempts = [];
    steady.on('attempt.started', (event) => attempts.push(event));
    await outcome(steady(plan('200').url, { signal: new Controller().signal }));
    await sleep(20);
    equal(attempts.length, 1, 'attempts');
  });

  add('its signal ends a wait', async ({ create, plan }) => {
    const { url, arrival } = plan('503after20');
    const controller = new Controller();
    const ended = failure(create({ fetch: knowing })(url, { signal: controller.signal }));
    await arrival(1);
    await sleep(100);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
  });

  add('its signal ends an attempt', async ({ create, plan }) => {
    const { url, arrival } = plan('hang');
    const controller = new Controller();
    const ended = failure(create({ fetch: knowing })(url, { signal: controller.signal }));
    await arrival(1);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
  });

  add('an aborted signal of its kind is seen before anything is sent', async ({ create, plan }) => {
    const { url, seen } = plan('200');
    const controller = new Controller();
    controller.abort();
    await asGlobal(AbortController, async () => {
      const bare = await failure(fetch(url, { signal: controller.signal }));
      const error = await failure(create()(url, { signal: controller.signal }));
      equal([error?.name, (await seen()).length], [bare?.name, 0], 'the error, and requests');
    });
  });

  add('in the place of the global it does no harm to calls without a signal', async (world) => {
    await asGlobal(Controller, async () => {
      const { create, plan } = world;
      for (const steps of [['200'], ['502', '200'], ['503big', '502big', '200']]) {
        equal((await create()(plan(...steps).url)).status, 200, steps.join());
      }
      const call = create()(plan('502', '200').url, { steady: { timeout: { totalMs: 10_000 } } });
      equal((await call).status, 200, 'with a deadline');
      // Nothing can break it off where fetch does not know the signal: it has to end by itself.
      const late = await failure(create()(plan('late3000').url, { steady: { timeout: { totalMs: 200 } } }));
      equal(late?.name, 'TimeoutError', 'at the deadline');
    });
  });
}

/** An inner fetch that knows every kind of signal. */
function knowing(input, { signal, ...init } = {}) {
  const controller = new AbortController();
  if (signal?.aborted) controller.abort();
  signal?.addEventListener('abort', () => controller.abort());
  return own(input, { ...init, signal: controller.signal });
}

const outcome = (call) =>
  call.then(
    ({ status }) => status,
    (error) => error.name,
  );

let turn = Promise.resolve();

/** One after the other: a global is shared. */
function asGlobal(Controller, act) {
  const done = turn.then(async () => {
    globalThis.AbortController = Controller;
    try {
      await act();
    } finally {
      globalThis.AbortController = AbortController;
    }
  });
  turn = done.catch(() => {});
  return done;
}
