import { badStatus, failure, healthy, opaque } from '../replies.ts';
import { every, get, inOrder, ORIGIN, post } from '../traffic.ts';
import type { World } from '../world.ts';
import { forGood, spanOf } from './part.ts';

/** Worlds of more than one origin. */
export const ORIGINS: readonly World[] = [
  {
    name: 'blocked analytics',
    about: 'an ad blocker stops another origin, the own one is well',
    group: 'a part fails',
    draw: (draw) => {
      const span = spanOf(draw);
      const well = healthy(draw);
      return {
        server: () => (ask) => (ask.url.origin === ORIGIN ? well(ask) : opaque(1)),
        calls: inOrder(
          every(draw, draw.log(500, 4_000), span, (at, n) => post(at, 'https://analytics.test/v1', `view ${n}`)),
          every(draw, draw.log(500, 6_000), span, (at, n) => get(at, `/items/${n}`)),
        ),
        requests: forGood(1),
      };
    },
  },
  {
    name: 'CDN beside API',
    about: 'one of the CDN and the API is dead, the other is well',
    group: 'a part fails',
    draw: (draw) => {
      const span = spanOf(draw);
      const well = healthy(draw);
      const fails = draw.chance(0.5) ? failure(draw) : badStatus(draw);
      const isCdnDead = draw.chance(0.5);
      return {
        server: () => (ask) => ((ask.url.origin === ORIGIN) === isCdnDead ? well(ask) : fails),
        calls: inOrder(
          every(draw, draw.log(300, 3_000), span, (at, n) => get(at, `https://cdn.test/images/${n % 12}.webp`)),
          every(draw, draw.log(500, 5_000), span, (at, n) => get(at, `/items/${n % 12}`)),
        ),
        requests: forGood(12),
      };
    },
  },
];
