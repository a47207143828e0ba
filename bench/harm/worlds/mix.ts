import { ORIGIN } from '../traffic.ts';
import type { Scene, Server, World } from '../world.ts';

/** A few worlds at the same time on one origin, each below a path of its own. */
export const mixOf = (worlds: readonly World[]): World => ({
  name: 'mix',
  about: 'two to four of the worlds above at the same time on one origin',
  group: 'mix',
  scenes: 3,
  draw: (draw) => {
    const parts = draw.some(draw.between(2, 4), worlds).map((world) => world.draw(draw));
    return {
      server: () => inParts(parts.map(({ server }) => server())),
      calls: parts
        .flatMap(({ calls }, part) =>
          calls.map((call) => ({ ...call, url: call.url.replace(ORIGIN, `${ORIGIN}/${part}`) })),
        )
        .sort((a, b) => a.at - b.at),
      requests: {
        ratio: Math.max(...parts.map(({ requests }) => requests.ratio)),
        extra: parts.reduce((sum, { requests }) => sum + requests.extra, 0),
      },
    } satisfies Scene;
  },
});

const inParts =
  (servers: readonly Server[]): Server =>
  (ask) => {
    const [, part, rest = ''] = /^\/(\d+)(\/.*)$/.exec(ask.url.pathname) ?? [];
    const server = servers[Number(part)];
    if (server === undefined) throw new Error(`No part answers ${ask.url.pathname}`);
    return server({ ...ask, url: new URL(`${ORIGIN}${rest}${ask.url.search}`) });
  };
