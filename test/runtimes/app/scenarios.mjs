// What an app does with a client, and what has to come of it: the same in every runtime.
import { createNotices } from 'steadyfetch/notices';
import { collectSink } from 'steadyfetch/sinks';
import { aborted, atLeast, atMost, equal, failure, same, shape, sleep, unique, within } from './world.mjs';

export const scenarios = {
  async 'answers a healthy call with the response of fetch itself'({ create, plan }) {
    const { url, seen } = plan('200');
    const response = await create()(url);
    equal([response.status, response.ok, response instanceof Response], [200, true, true], 'the response');
    equal(await response.text(), 'ok', 'the body');
    equal((await seen()).length, 1, 'requests');
  },

  async 'retries a GET after 502'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    const response = await create()(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 2, 'requests');
  },

  async 'answers after two 503s with what comes third'({ create, plan }) {
    const { url, seen } = plan('503', '503', '200');
    const response = await create()(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 3, 'requests');
  },

  async 'answers with a final 503, its body unread'({ create, plan }) {
    const { url, seen } = plan('503');
    const response = await create({ retry: { maxAttempts: 2 } })(url);
    equal([response.status, response.bodyUsed, await response.text()], [503, false, 'status 503'], 'the response');
    equal((await seen()).length, 2, 'requests');
  },

  async 'releases a long body that is never read'({ create, plan }) {
    const { url, seen } = plan('502big', '502big', '200');
    const response = await create()(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 3, 'requests');
  },

  async 'brings forty calls of one client through an outage'({ create, outage }) {
    const { url, end } = outage(502);
    const steady = create({ random: Math.random });
    const calls = Array.from({ length: 40 }, async (_, index) => {
      await sleep(10 * index);
      const response = await steady(url(`item/${index % 8}`));
      return `${response.status} ${await response.text()}`;
    });
    await sleep(700);
    await end();
    equal(unique(await Promise.all(calls)), ['200 ok'], 'the answers');
    const response = await steady(url('later'));
    equal(response.status, 200, 'a call after the outage');
  },

  async 'ends at the deadline while the server is silent'({ create, plan }) {
    const { url } = plan('hang');
    const startedAt = Date.now();
    const error = await failure(create({ timeout: { totalMs: 300 } })(url));
    equal(error?.name, 'TimeoutError', 'the error');
    atLeast(290, Date.now() - startedAt, 'ms');
    atMost(8_000, Date.now() - startedAt, 'ms');
  },

  async 'ends at the deadline while it waits for a retry'({ create, plan }) {
    const { url } = plan('503after20');
    const startedAt = Date.now();
    const response = await create({ timeout: { totalMs: 15_000 } })(url);
    equal([response.status, await response.text()], [503, 'status 503'], 'the last answer');
    atMost(14_000, Date.now() - startedAt, 'ms');
  },

  async 'keeps a deadline of one call alone'({ create, plan }) {
    const { url } = plan('hang');
    const error = await failure(create()(url, { steady: { timeout: { totalMs: 300 } } }));
    equal(error?.name, 'TimeoutError', 'the error');
  },

  async 'rejects with the reason of the signal when it aborts an attempt'({ create, plan }) {
    const { url, arrival } = plan('hang');
    const controller = new AbortController();
    const reason = new Error('enough');
    const call = create()(url, { signal: controller.signal });
    const ended = failure(call);
    await arrival(1);
    controller.abort(reason);
    same(await ended, reason, 'the error');
  },

  async 'rejects with the reason of the signal when it aborts a wait'({ create, plan }) {
    const { url, seen, arrival } = plan('503after20');
    const controller = new AbortController();
    const reason = new Error('enough');
    const ended = failure(create()(url, { signal: controller.signal }));
    await arrival(1);
    await sleep(100);
    controller.abort(reason);
    same(await within(5_000, ended, 'the aborted wait'), reason, 'the error');
    equal((await seen()).length, 1, 'requests');
  },

  async 'sends nothing when the signal has aborted before'({ create, plan }) {
    const { url, seen } = plan('200');
    const reason = new Error('enough');
    const bare = await failure(fetch(url, { signal: aborted(reason) }));
    const error = await failure(create()(url, { signal: aborted(reason) }));
    // Some polyfilled fetches know no reasons.
    if (bare === reason) same(error, reason, 'the error');
    else equal(shape(error), shape(bare), 'the error');
    equal((await seen()).length, 0, 'requests');
  },

  async 'lets the signal break off a body that is being read'({ create, plan }) {
    const { url } = plan('502', 'stream');
    const controller = new AbortController();
    const response = await create()(url, { signal: controller.signal });
    equal(response.status, 200, 'the status');
    const reading = failure(response.text());
    await sleep(50);
    controller.abort(new Error('enough'));
    equal((await within(5_000, reading, 'the broken body')) === undefined, false, 'is it broken off');
  },

  async 'ends a wait when the client closes, and sends later calls all the same'({ create, plan }) {
    const { url, arrival } = plan('503after20', '200');
    const steady = create();
    const ended = failure(steady(url));
    await arrival(1);
    await sleep(100);
    steady.close();
    equal((await within(5_000, ended, 'the cancelled wait'))?.name, 'CancelledError', 'the error');
    equal((await steady(url)).status, 200, 'a later call');
  },

  async 'asks again beside an attempt that is silent'({ create, plan }) {
    const { url, seen } = plan('late9000', '200');
    const startedAt = Date.now();
    const response = await create({ retry: { hedgeAfterMs: 150 } })(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    atMost(6_000, Date.now() - startedAt, 'ms');
    equal((await seen()).length, 2, 'requests');
  },

  async 'breaks off the attempt that lost, which takes a signal'({ create, plan }) {
    const { url, seen } = plan('late9000', '200');
    const response = await create({ retry: { hedgeAfterMs: 150 } })(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    for (let tries = 0; tries < 100 && (await seen())[0]?.gone !== true; tries++) await sleep(20);
    equal(
      (await seen()).map(({ gone }) => gone),
      [true, false],
      'attempts that were broken off',
    );
  },

  async 'sends a PUT whole, and whole again'({ create, plan }) {
    const { url, seen } = plan('502', 'echo');
    const response = await create()(url, { method: 'PUT', body: 'päyload', headers: { 'x-mine': 'yes' } });
    const { method, headers, body } = await response.json();
    equal([method, headers['x-mine'], body], ['PUT', 'yes', 'päyload'], 'the request');
    equal(
      (await seen()).map((request) => request.body),
      ['päyload', 'päyload'],
      'the bodies',
    );
  },

  async 'sends a POST once, and answers with its 502'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    const response = await create()(url, { method: 'POST', body: 'order' });
    equal([response.status, await response.text()], [502, 'status 502'], 'the response');
    equal((await seen()).length, 1, 'requests');
  },

  async 'sends a POST again under one idempotency key'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    const response = await create({ idempotencyKey: true })(url, { method: 'POST', body: 'order' });
    equal(response.status, 200, 'the status');
    const keys = (await seen()).map(({ headers }) => headers['idempotency-key']);
    equal([keys.length, unique(keys).length, keys[0]?.length > 8], [2, 1, true], 'keys');
  },

  async 'takes a Request, and retries it'({ create, plan }) {
    const { url, seen } = plan('502', 'echo');
    const request = new Request(url, { method: 'PUT', body: 'whole', headers: { 'x-mine': 'yes' } });
    const { method, headers, body } = await (await create()(request)).json();
    equal([method, headers['x-mine'], body], ['PUT', 'yes', 'whole'], 'the request');
    equal((await seen()).length, 2, 'requests');
  },

  async 'sends a form as fetch does, and as whole again'({ create, plan }) {
    const form = () => {
      const fields = new FormData();
      fields.append('field', 'value');
      fields.append('file', new Blob(['contents'], { type: 'text/plain' }), 'file.txt');
      return fields;
    };
    const [bare, { url, seen }] = [plan('200'), plan('502', '200')];
    const sent = fetch(bare.url, { method: 'PUT', body: form() }).then(() => true);
    // There are simulated pages whose forms make fetch hang: then there is nothing to compare.
    if (!(await Promise.race([sent, sleep(3_000)]))) return;
    // The boundary is another one each time.
    const shown = ({ headers, body }) => [
      headers['content-type']?.split('boundary=')[0],
      body.includes('value'),
      body.includes('contents'),
    ];
    const [expected] = (await bare.seen()).map(shown);
    equal((await create()(url, { method: 'PUT', body: form() })).status, 200, 'the status');
    equal((await seen()).map(shown), [expected, expected], 'the requests');
  },

  async 'takes a URL and Headers'({ create, plan }) {
    const { url } = plan('502', 'echo');
    const response = await create()(new URL(url), { headers: new Headers({ 'x-mine': 'yes' }) });
    equal((await response.json()).headers['x-mine'], 'yes', 'the header');
  },

  async 'rejects as fetch does where nothing listens'({ create, dead }) {
    for (const url of [await dead(), 'nonsense://x/']) {
      const theirs = await failure(fetch(url));
      const ours = await failure(create({ retry: { maxAttempts: 2 } })(url));
      equal(shape(ours), shape(theirs), `the error for ${url}`);
    }
  },

  async 'tells its events'({ create, plan }) {
    const { url } = plan('502', '200');
    const steady = create();
    const types = [];
    steady.subscribe(({ type }) => types.push(type));
    await (await steady(url)).text();
    await sleep(50);
    equal(types.filter((type) => type === 'attempt.ended').length, 2, 'attempts told');
    equal(types.pop(), 'call.settled', 'the last event');
  },

  async 'tells people what is going on'({ create, outage }) {
    const { url, end } = outage(502);
    const steady = create();
    const notices = createNotices(steady, { locale: 'en', timing: { revealUserMs: 0 } });
    const sink = collectSink();
    notices.connect(sink);
    const call = steady(url('photo'), { steady: { notice: { importance: 'user' } } });
    for (let tries = 0; tries < 300 && sink.upserted.length === 0; tries++) await sleep(20);
    equal(sink.upserted[0]?.text.title, 'The service didn’t answer properly', 'the title');
    await end();
    equal((await call).status, 200, 'the call');
    notices.close();
  },
};
