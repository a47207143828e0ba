import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import { Lab } from '../overhead/process.ts';
import { BARE } from '../peers/names.ts';
import { type Ending, LONG_WAIT_MS, type Play, type Played } from './play.ts';
import { ALONE, OURS } from './subjects.ts';

/** How many calls come, over how long, and how many of them may wait. */
export interface Size {
  readonly calls: number;
  readonly arriveMs: number;
  readonly maxWaiting: number;
}

export const BURST: Size = { calls: 1_000, arriveMs: 0, maxWaiting: 1_000 };
export const FEW: Size = { calls: 1_000, arriveMs: 1_000, maxWaiting: 1_000 };
export const SOME: Size = { calls: 10_000, arriveMs: 10_000, maxWaiting: 1_000 };
/** As shipped a thousand calls may wait, for five seconds; here all of them may, for longer. */
export const MANY: Size = { calls: 10_000, arriveMs: 10_000, maxWaiting: 10_000 };

export const SIZES: readonly Size[] = [{ calls: 100, arriveMs: 100, maxWaiting: 1_000 }, BURST, FEW, SOME, MANY];

const ENDINGS: readonly Ending[] = ['served', 'refused', 'cancelled'];

export interface Row extends Size {
  readonly name: string;
  readonly ending: Ending;
  readonly cpuUs: Spread;
  readonly stallMs: Spread;
  /** Without the engine's garbage collection. */
  readonly ownStallMs: Spread;
  /** The longest turn without it, beyond that of the same without notices: round by round. */
  readonly overAloneMs: Spread;
  /** Of the last round. */
  readonly last: Played;
}

/** Each subject in a process of its own, anew in each round; they play side by side, so that they meet the same machine. */
export async function measure(rounds: number, step: (what: string) => void): Promise<Row[]> {
  const all = new Map<string, Played[]>();
  const names = [BARE, ...OURS];
  const keyOf = (name: string, ending: Ending, size: Size) => JSON.stringify({ name, ending, ...size });
  for (let round = 0; round < rounds; round++) {
    step(`round ${round + 1}`);
    const labs = new Map(names.map((name) => [name, new Lab<Play, Played>('scale-lab', [name])]));
    for (const ending of ENDINGS) {
      for (const size of SIZES) {
        const playing = [...labs].filter(([name]) => isPlayed(name, ending, size));
        await Promise.all(
          playing.map(async ([name, lab]) => {
            const key = keyOf(name, ending, size);
            const played = await lab.ask({ ...size, ending, downMs: downMs(ending, size) });
            all.set(key, [...(all.get(key) ?? []), played]);
          }),
        );
      }
    }
    for (const lab of labs.values()) lab.close();
  }
  return [...all].map(([key, played]) => {
    const { name, ...what } = JSON.parse(key) as Pick<Row, 'name' | 'ending' | keyof Size>;
    const ownStalls = (of: readonly Played[]) => of.map(({ ownStallMs }) => ownStallMs);
    const alone = all.get(keyOf(ALONE, what.ending, what)) ?? played;
    return {
      name,
      ...what,
      cpuUs: spread(played.map(({ cpuUs }) => cpuUs)),
      stallMs: spread(played.map(({ stallMs }) => stallMs)),
      ownStallMs: spread(ownStalls(played)),
      overAloneMs: spread(pairwise(ownStalls(played), ownStalls(alone), (ms, aloneMs) => ms - aloneMs)),
      last: played[played.length - 1] as Played,
    };
  });
}

/** The calls come within the first part of an outage, so that they meet all there is to it. */
function downMs(ending: Ending, { arriveMs }: Size): number {
  if (ending === 'served') return Math.max(arriveMs + 500, 2_000);
  // Longer than a call may wait; and before the first of them has waited so long.
  return ending === 'refused' ? arriveMs + LONG_WAIT_MS + 3_000 : arriveMs + 300;
}

/** Bare fetch neither waits nor has maxWaiting. Of the other endings those count in which all calls wait. */
function isPlayed(name: string, ending: Ending, size: Size): boolean {
  if (name === BARE) return ending === 'served' && size.maxWaiting === 1_000;
  return ending === 'served' || size === FEW || size === MANY;
}
