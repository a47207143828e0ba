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

/** Well, and as quick as the world has drawn. */
export function healthy(draw: Draw): Server {
  const fastest = draw.log(8, 120);
  return (ask) => ok(ask, fastest + Math.floor(((ask.luck * 997) % 1) * fastest));
}

/** A status that says that the service, or the gateway before it, cannot answer. */
export const badStatus = (draw: Draw): Reply => answer(draw.pick([502, 502, 503, 504, 500]), draw.log(3, 120));

/** The same, or no answer at all. */
export const failure = (draw: Draw): Reply =>
  draw.pick([badStatus(draw), badStatus(draw), refused(draw.log(1, 50)), opaque(draw.log(1, 120))]);

/** Requests to this path, or to what is below it. */
export const under =
  (path: string) =>
  ({ url }: Ask): boolean =>
    url.pathname === path || url.pathname.startsWith(`${path}/`);
