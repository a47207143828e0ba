// What an app meets in React Native 0.72: hardly anything but the address can be read from its URL, fetch is the polyfill that sits
// on XMLHttpRequest, signals are another one, and much that is new elsewhere is not there.
import { request } from 'node:http';
import { AbortController as PolyfilledController, AbortSignal as PolyfilledSignal } from 'abort-controller';
import { equal, failure, sleep } from './world.mjs';

/** As much of one as the polyfill asks for. */
class XMLHttpRequest {
  #request;
  #answer = { headers: [], statusCode: 0, statusMessage: '' };
  #text = '';
  readyState = 0;
  open(method, url) {
    this.#request = request(String(url), { method });
    this.responseURL = String(url);
  }
  setRequestHeader(name, value) {
    this.#request.setHeader(name, value);
  }
  send(body) {
    this.#request.on('error', () => this.onerror?.());
    this.#request.on('response', (answer) => {
      this.#answer = answer;
      answer.setEncoding('utf8');
      answer.on('data', (chunk) => {
        this.#text += chunk;
      });
      answer.on('end', () => {
        this.readyState = 4;
        this.onload?.();
      });
    });
    this.#request.end(body ?? undefined);
  }
  abort() {
    this.#request.destroy();
    this.onabort?.();
  }
  get status() {
    return this.#answer.statusCode;
  }
  get statusText() {
    return this.#answer.statusMessage;
  }
  get responseText() {
    return this.#text;
  }
  getAllResponseHeaders() {
    return Object.entries(this.#answer.headers).reduce((text, [name, value]) => `${text}${name}: ${value}\r\n`, '');
  }
}

class UnfinishedURL {
  #address;
  constructor(address, base) {
    const whole = base === undefined || /^[a-z]+:/.test(address) ? String(address) : `${base}${address}`;
    // It adds a slash to whatever has none: what is asked of this class is another address than the one that was given.
    this.#address = whole.endsWith('/') ? whole : `${whole}/`;
  }
  get href() {
    return this.#address;
  }
  toString() {
    return this.#address;
  }
  toJSON() {
    return this.#address;
  }
}
const unfinished = [
  'hash',
  'host',
  'hostname',
  'origin',
  'password',
  'pathname',
  'port',
  'protocol',
  'search',
  'username',
];
for (const name of unfinished) {
  Object.defineProperty(UnfinishedURL.prototype, name, {
    get() {
      throw new Error('not implemented');
    },
  });
}

const missing = [
  'fetch',
  'Headers',
  'Request',
  'Response',
  'ReadableStream',
  'crypto',
  'structuredClone',
  'DOMException',
  'WeakRef',
  'FinalizationRegistry',
  'Event',
  'EventTarget',
  'BroadcastChannel',
];
for (const name of missing) delete globalThis[name];
Object.assign(globalThis, {
  self: globalThis,
  XMLHttpRequest,
  URL: UnfinishedURL,
  AbortController: PolyfilledController,
  AbortSignal: PolyfilledSignal,
});
await import('whatwg-fetch');

export const scenarios = {
  async 'answers a healthy call'({ create, plan }) {
    const { url, seen } = plan('200');
    const response = await create()(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen())[0].url.endsWith('/200'), true, 'is it the very address');
  },

  async 'protects a call to an address that it cannot take apart'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    const response = await create()(url);
    equal([response.status, await response.text()], [200, 'ok'], 'the response');
    equal((await seen()).length, 2, 'requests');
  },

  async 'protects a call to a URL object that cannot be taken apart'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    const response = await create()(new URL(`${url}?query=`));
    equal(response.status, 200, 'the status');
    equal((await seen()).length, 2, 'requests');
  },

  async 'takes a Request'({ create, plan }) {
    const { url, seen } = plan('502', 'echo');
    const request = new Request(url, { method: 'PUT', body: 'whole', headers: { 'x-mine': 'yes' } });
    const response = await create()(request);
    if (response.status === 502) equal((await seen()).length, 1, 'requests');
    else equal((await response.json()).body, 'whole', 'the body');
  },

  async 'sends a PUT whole, and whole again'({ create, plan }) {
    const { url } = plan('502', 'echo');
    const response = await create()(url, { method: 'PUT', body: 'whole', headers: { 'x-mine': 'yes' } });
    const { method, headers, body } = await response.json();
    equal([method, headers['x-mine'], body], ['PUT', 'yes', 'whole'], 'the request');
  },

  async 'hands out a final 503, its body unread'({ create, plan }) {
    const response = await create({ retry: { maxAttempts: 2 } })(plan('503').url);
    equal([response.status, response.bodyUsed, await response.text()], [503, false, 'status 503'], 'the response');
  },

  async 'brings many calls through an outage'({ create, outage }) {
    const { url, end } = outage(502);
    const steady = create({ random: Math.random });
    const calls = Array.from({ length: 20 }, async (_, index) => (await steady(url(`item/${index % 5}`))).text());
    await sleep(600);
    await end();
    equal(await Promise.all(calls), Array(20).fill('ok'), 'the answers');
  },

  async 'rejects as fetch does where nothing listens'({ create, dead }) {
    const address = await dead();
    const { name, message } = await failure(fetch(address));
    const ours = await failure(create({ retry: { maxAttempts: 2 } })(address));
    equal([ours?.name, ours?.message], [name, message], 'the error');
  },

  async 'keeps a deadline'({ create, plan }) {
    const ours = await failure(create()(plan('hang').url, { steady: { timeout: { totalMs: 200 } } }));
    equal(ours?.name, 'TimeoutError', 'the error');
  },

  async 'ends an attempt when the signal aborts'({ create, plan }) {
    const { url, arrival } = plan('hang');
    const controller = new AbortController();
    const ended = failure(create()(url, { signal: controller.signal }));
    await arrival(1);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
  },

  async 'ends a wait when the signal aborts'({ create, plan }) {
    const { url, arrival } = plan('503after20');
    const controller = new AbortController();
    const ended = failure(create()(url, { signal: controller.signal }));
    await arrival(1);
    await sleep(100);
    controller.abort();
    equal((await ended)?.name, 'AbortError', 'the error');
  },

  async 'sends a POST again under one idempotency key'({ create, plan }) {
    const { url, seen } = plan('502', '200');
    equal((await create({ idempotencyKey: true })(url, { method: 'POST', body: 'order' })).status, 200, 'the status');
    const keys = (await seen()).map(({ headers }) => headers['idempotency-key']);
    equal([keys.length, keys[0]?.length > 8, keys[0] === keys[1]], [2, true, true], 'the keys');
  },

  async 'ends a wait when the client closes'({ create, plan }) {
    const { url, arrival } = plan('503after20');
    const steady = create();
    const ended = failure(steady(url));
    await arrival(1);
    await sleep(100);
    steady.close();
    equal((await ended)?.name, 'CancelledError', 'the error');
  },
};
