// Fetches that an app may already have, each on a single connection: what keeps that one taken is found out at once.
import { Agent } from 'node:http';
import crossFetch from 'cross-fetch';
import nodeFetch3, { FormData as FormData3, Headers as Headers3, Request as Request3 } from 'node-fetch';
import nodeFetch2 from 'node-fetch-2';
import * as undici from 'undici';
import * as undici6 from 'undici-6';
import { equal, failure, same, shape } from './world.mjs';

const agent = () => new Agent({ keepAlive: true, maxSockets: 1 });

/** By name: a maker of fetches with a connection of their own, and the classes that belong to them. */
const kinds = {
  'node-fetch 2': { fetch: withAgent(nodeFetch2), Request: nodeFetch2.Request, Headers: nodeFetch2.Headers },
  'node-fetch 3': { fetch: withAgent(nodeFetch3), Request: Request3, Headers: Headers3, FormData: FormData3 },
  'cross-fetch': { fetch: withAgent(crossFetch), Request: crossFetch.Request, Headers: crossFetch.Headers },
  'undici 6': ofUndici(undici6),
  'undici 7': ofUndici(undici),
};
// It wants a newer Node.
if (Number(process.versions.node.split('.')[0]) >= 24) kinds['undici 8'] = ofUndici(await import('undici-8'));

function withAgent(fetch) {
  return () => {
    const only = agent();
    return { send: (input, init) => fetch(input, { ...init, agent: only }), end: () => only.destroy() };
  };
}

function ofUndici({ Agent, fetch, Request, Headers, FormData }) {
  return {
    fetch: () => {
      const dispatcher = new Agent({ connections: 1, pipelining: 1 });
      return { send: (input, init) => fetch(input, { ...init, dispatcher }), end: () => dispatcher.destroy() };
    },
    Request,
    Headers,
    FormData,
  };
}

export const scenarios = {};
for (const [name, kind] of Object.entries(kinds)) {
  const add = (title, scenario) => {
    scenarios[`${name} ${title}`] = async (world) => {
      const { send, end } = kind.fetch();
      try {
        await scenario({ ...world, send, steady: world.create({ fetch: send, retry: { baseDelayMs: 20 } }) });
      } finally {
        end();
      }
    };
  };

  add('retries on its only connection after a long body', async ({ steady, plan }) => {
    const { url, seen } = plan('502big', '502big', '200');
    const response = await steady(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 3, 'requests');
  });

  add('has its only connection free after fifty calls', async ({ steady, plan, send }) => {
    for (let index = 0; index < 50; index++) {
      const response = await steady(plan('502big', '200').url);
      equal([response.status, await response.text()], [200, 'ok'], `call ${index}`);
    }
    const response = await send(plan('200').url);
    equal(await response.text(), 'ok', 'its own call');
  });

  add('serves ten calls at once on its only connection', async ({ steady, plan }) => {
    const calls = Array.from({ length: 10 }, async () => {
      const response = await steady(plan('502big', '200').url);
      await response.text();
      return response.status;
    });
    equal(await Promise.all(calls), Array(10).fill(200), 'the answers');
  });

  add('hands out a final 503, its body unread', async ({ create, plan, send }) => {
    const { url } = plan('503big');
    const response = await create({ fetch: send, retry: { maxAttempts: 2 } })(url);
    equal([response.status, (await response.text()).length > 100_000], [503, true], 'the response');
  });

  add('rejects as it does itself', async ({ create, dead, send }) => {
    for (const url of [await dead(), 'nonsense://x/', '']) {
      const theirs = await failure(send(url));
      const ours = await failure(create({ fetch: send, retry: { maxAttempts: 2 } })(url));
      equal(shape(ours), shape(theirs), `the error for ${url}`);
    }
  });

  add('sends its own Request whole', async ({ steady, plan }) => {
    const { url } = plan('echo');
    const request = new kind.Request(url, { method: 'PUT', body: 'whole', headers: { 'x-mine': 'yes' } });
    const { method, headers, body } = await (await steady(request)).json();
    equal([method, headers['x-mine'], body], ['PUT', 'yes', 'whole'], 'the request');
  });

  add('sends its own Request whole or not at all after 502', async ({ steady, plan }) => {
    const { url, seen } = plan('502', '200');
    const request = new kind.Request(url, { method: 'PUT', body: 'whole' });
    const { status } = await steady(request);
    const requests = await seen();
    equal(status, requests.length === 1 ? 502 : 200, 'the status');
    for (const { method, body } of requests) equal([method, body], ['PUT', 'whole'], 'a request');
  });

  add('takes its own Headers', async ({ steady, plan }) => {
    const { url } = plan('502', 'echo');
    const response = await steady(url, { headers: new kind.Headers({ 'x-mine': 'yes' }) });
    equal((await response.json()).headers['x-mine'], 'yes', 'the header');
  });

  if (kind.FormData !== undefined) {
    add('sends its own FormData whole', async ({ steady, plan }) => {
      const { url, seen } = plan('502', '200');
      const form = new kind.FormData();
      form.append('field', 'value');
      equal((await steady(url, { method: 'PUT', body: form })).status, 200, 'the status');
      for (const { headers, body } of await seen()) {
        equal(headers['content-type']?.startsWith('multipart/form-data; boundary='), true, 'is it a form');
        equal(body.includes('value'), true, 'is it whole');
      }
      equal((await seen()).length, 2, 'requests');
    });
  }

  add('is aborted in an attempt, in a wait and in a body', async ({ steady, plan }) => {
    const reason = new Error('enough');
    for (const step of ['hang', '503after20']) {
      const { url, arrival } = plan(step);
      const controller = new AbortController();
      const ended = failure(steady(url, { signal: controller.signal }));
      await arrival(1);
      await new Promise((resolve) => setTimeout(resolve, 50));
      controller.abort(reason);
      same(await ended, reason, step);
    }
    const controller = new AbortController();
    const response = await steady(plan('stream').url, { signal: controller.signal });
    const reading = failure(response.text());
    controller.abort(reason);
    equal((await reading) === undefined, false, 'is the body broken off');
  });

  add('leaves its connection free when a call ends at the deadline', async ({ create, plan, send }) => {
    const steady = create({ fetch: send });
    const error = await failure(steady(plan('hang').url, { steady: { timeout: { totalMs: 200 } } }));
    equal(error?.name, 'TimeoutError', 'the error');
    equal(await (await steady(plan('200').url)).text(), 'ok', 'the next call');
  });
}
