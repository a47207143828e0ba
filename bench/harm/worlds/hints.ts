import type { Online } from '../../../dist/index.js';
import { now } from '../../faults/virtual-time.ts';
import type { Draw } from '../draw.ts';
import { healthy, ok, opaque } from '../replies.ts';
import { backAt, every, get, inOrder, post } from '../traffic.ts';
import type { Call, Reply, World } from '../world.ts';

const OFFLINE: Online = { isOnline: () => false, subscribe: () => () => {} };

/** Says that there is no network from one moment to another, and reports both. */
const offline = (from: number, until: number): Online => ({
  isOnline: () => now() < from || now() >= until,
  subscribe(listener) {
    const timers = [from, until].filter((at) => at > now()).map((at) => setTimeout(listener, at - now()));
    return () => timers.forEach(clearTimeout);
  },
});

const world = (name: string, about: string, draw: World['draw']): World => ({ name, about, group: 'hints', draw });

const reads = (draw: Draw, until: number): Call[] =>
  inOrder(
    every(draw, draw.log(500, 5_000), [0, until], (at, n) => get(at, `/items/${n % 8}`)),
    every(draw, draw.log(2_000, 9_000), [0, until], (at, n) => post(at, '/cart', `line ${n}`)),
  );

/** Worlds in which the platform, or an answer, says something that is not so. */
export const HINTS: readonly World[] = [
  world('wrongly offline', 'navigator.onLine is false, and all is well', (draw) => {
    const well = healthy(draw);
    return {
      server: () => well,
      calls: reads(draw, 40_000),
      online: () => OFFLINE,
      requests: { ratio: 1, extra: 0 },
    };
  }),
  world('offline, with a service worker', 'no network, but a service worker answers what it has stored', (draw) => {
    const fromCache = draw.between(1, 20);
    return {
      server: () => (ask) => (ask.url.pathname.startsWith('/items/') ? ok(ask, fromCache) : opaque(2)),
      calls: reads(draw, 40_000),
      online: () => OFFLINE,
      // What the worker does not have fails, and is tried once more when the worker has answered.
      requests: { ratio: 1, extra: 4 },
    };
  }),
  world('offline for a while', 'no network for 3 to 30 s, then all is well', (draw) => {
    const well = healthy(draw);
    const [from, until] = [10_000, 10_000 + draw.log(3_000, 30_000)];
    const tellsLateMs = draw.pick([0, 0, 500, 3_000]);
    return {
      server: () => (ask) => (ask.at >= from && ask.at < until ? opaque(3) : well(ask)),
      calls: backAt(until, reads(draw, 60_000)),
      online: () => offline(from + tellsLateMs, until + tellsLateMs),
      // Each read that the outage hits may be sent again afterwards.
      requests: { ratio: 2, extra: 6 },
    };
  }),
  world('captive portal', 'errors, or a page of HTML for everything, until the user signs in', (draw) => {
    const well = healthy(draw);
    const until = draw.between(8_000, 40_000);
    const portal: Reply = draw.chance(0.5)
      ? opaque(draw.log(5, 80))
      : { kind: 'answer', status: 200, afterMs: 20, body: '<title>Sign in</title>' };
    return {
      server: () => (ask) => (ask.at < until ? portal : well(ask)),
      calls: backAt(until, reads(draw, 70_000)),
      requests: { ratio: 2, extra: 6 },
    };
  }),
];
