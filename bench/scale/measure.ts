import { type Spread, spread } from '../measure/statistics.ts';
import { Lab } from '../overhead/process.ts';
import { BARE } from '../peers/names.ts';
import type { Ending, Play, Played } from './play.ts';
import { OURS } from './subjects.ts';

/** How many calls come, and how many of them may wait. */
export interface Size {
  readonly calls: number;
  readonly room: number;
}

/** As shipped a thousand calls may wait; in the last of these all of them may. */
export const SIZES: readonly Size[] = [
  { calls: 100, room: 1_000 },
  { calls: 1_000, room: 1_000 },
  { calls: 10_000, room: 1_000 },
  { calls: 10_000, room: 10_000 },
];

/** The calls come within the first part of an outage, so that they meet all there is to it. */
export const LENGTHS: Readonly<Record<Ending, Pick<Play, 'arriveMs' | 'downMs' | 'lengthMs'>>> = {
  served: { arriveMs: 1_500, downMs: 2_000, lengthMs: 8_000 },
  // Longer than a call may wait.
  refused: { arriveMs: 1_500, downMs: 9_000, lengthMs: 10_000 },
  cancelled: { arriveMs: 1_500, downMs: 2_500, lengthMs: 3_500 },
};

const ENDINGS = Object.keys(LENGTHS) as readonly Ending[];

export interface Row extends Size {
  readonly name: string;
  readonly ending: Ending;
  readonly cpuUs: Spread;
  readonly stallMs: Spread;
  /** Of the last round. */
  readonly last: Played;
}

/** Each subject in a process of its own, anew in each round; two at a time, for they mostly wait. */
export async function measure(rounds: number, step: (what: string) => void): Promise<Row[]> {
  const all = new Map<string, Played[]>();
  const jobs = Array.from({ length: rounds }, () => [BARE, ...OURS]).flat();
  const lane = async () => {
    for (let name = jobs.shift(); name !== undefined; name = jobs.shift()) {
      step(name);
      const lab = new Lab<Play, Played>('scale-lab', [name]);
      for (const ending of ENDINGS) {
        for (const size of SIZES.filter((size) => isPlayed(name, ending, size))) {
          const key = JSON.stringify({ name, ending, ...size });
          all.set(key, [...(all.get(key) ?? []), await lab.ask({ ...size, ending, ...LENGTHS[ending] })]);
        }
      }
      lab.close();
    }
  };
  await Promise.all([lane(), lane()]);
  return [...all].map(([key, played]) => ({
    ...(JSON.parse(key) as Pick<Row, 'name' | 'ending' | 'calls' | 'room'>),
    cpuUs: spread(played.map(({ cpuUs }) => cpuUs)),
    stallMs: spread(played.map(({ stallMs }) => stallMs)),
    last: played[played.length - 1] as Played,
  }));
}

/** Bare fetch neither waits nor has room. Of the other endings those count in which all calls wait. */
function isPlayed(name: string, ending: Ending, { calls, room }: Size): boolean {
  if (name === BARE) return ending === 'served' && (calls < 10_000 || room < calls);
  return ending === 'served' || (calls >= 1_000 && room >= calls);
}
