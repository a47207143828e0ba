// An engine without `crypto`, as there are pages and devices: a page without TLS has none of it either.
import { equal } from './world.mjs';

Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
delete globalThis.crypto;

export const scenarios = {
  async 'makes ten thousand idempotency keys, no two of them the same'({ create }) {
    const keys = [];
    const inner = async (_input, init) => {
      keys.push(new Headers(init.headers).get('idempotency-key'));
      return new Response('ok');
    };
    const steady = create({ fetch: inner, idempotencyKey: true, random: Math.random });
    for (let index = 0; index < 10_000; index++) await steady('http://origin/', { method: 'POST', body: 'order' });
    equal([typeof crypto, keys.length, new Set(keys).size], ['undefined', 10_000, 10_000], 'keys');
    equal(
      keys.filter((key) => typeof key !== 'string' || key.length < 16),
      [],
      'short keys',
    );
  },

  async 'makes other keys in another client'({ create }) {
    const keys = [];
    const inner = async (_input, init) => {
      keys.push(new Headers(init.headers).get('idempotency-key'));
      return new Response('ok');
    };
    for (let index = 0; index < 100; index++) {
      const steady = create({ fetch: inner, idempotencyKey: true, random: Math.random });
      await steady('http://origin/', { method: 'POST', body: 'order' });
    }
    equal(new Set(keys).size, 100, 'keys');
  },
};
