import { ORIGIN } from '../traffic.ts';
import type { World } from '../world.ts';
import { joined, renamed } from './rename.ts';

/** A few worlds at the same time on one origin. */
export const mixOf = (worlds: readonly World[]): World => ({
  name: 'mix',
  about: 'two to four of the worlds above at the same time on one origin',
  group: 'mix',
  scenarios: 3,
  draw: (draw) => {
    const scenarios = draw.some(draw.between(2, 4), worlds).map((world) => world.draw(draw));
    return joined(
      scenarios.map((scenario, n) => renamed(scenario, (url) => url.replace(ORIGIN, `${ORIGIN}/${PARTS[n]}`))),
    );
  },
});

const PARTS = ['shop', 'account', 'search', 'admin'];
