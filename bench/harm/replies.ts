import type { Draw } from './draw.ts';
import { echo } from './traffic.ts';
import type { Ask, Reply, Server } from './world.ts';

export const answer = (status: number, afterMs: number, headers?: Readonly<Record<string, string>>): Reply => ({
  kind: 'answer',
  status,
  afterMs,
  ...(headers && { headers }),
});

/** The good answer to this very request. */
export const ok = ({ method, url, body }: Ask, afterMs: number): Reply => ({
  kind: 'answer',
  status: 200,
  afterMs,
  body: echo(method, url.href, body),
});

/** A `TypeError` as browsers have it: it does not say why. */
export const opaque = (afterMs: number): Reply => ({ kind: 'error', afterMs, isOpaque: true });
/** A connection that was refused, as Node says it. */
export const refused = (afterMs: number): Reply => ({ kind: 'error', afterMs, isOpaque: false });
export const SILENCE: Reply = { kind: 'silence' };

/** Well, within times that the world has drawn. */
export function healthy(draw: Draw): Server {
  const fastest = draw.log(8, 120);
  return (ask) => ok(ask, fastest + Math.floor(((ask.luck * 997) % 1) * fastest));
}

/** A failure of one kind, the same each time. */
export function failure(draw: Draw): Reply {
  const afterMs = draw.log(3, 120);
  return draw.pick([
    answer(502, afterMs),
    answer(503, afterMs),
    answer(504, afterMs),
    answer(502, afterMs),
    refused(afterMs),
    opaque(afterMs),
  ]);
}

/** A bad gateway, an overloaded one, or one that waited in vain: with a status, that is. */
export function badStatus(draw: Draw): Reply {
  return answer(draw.pick([502, 502, 503, 504]), draw.log(3, 120));
}

/** Fails where the test says so, and is well elsewhere. */
export const failingWhere =
  (isHit: (ask: Ask) => boolean, fails: Reply | Server, well: Server): Server =>
  (ask) => {
    if (!isHit(ask)) return well(ask);
    return typeof fails === 'function' ? fails(ask) : fails;
  };

/** Requests to this path, or to what is below it. */
export const under =
  (path: string) =>
  ({ url }: Ask): boolean =>
    url.pathname === path || url.pathname.startsWith(`${path}/`);
