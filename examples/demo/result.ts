import { paint } from './terminal.ts';
import type { World } from './upstream.ts';
import { count, type Played } from './view.ts';
import type { Watch } from './watch.ts';
import { BECAUSE, seconds } from './words.ts';

/** One of the two that are compared. */
export interface Side {
  readonly world: World;
  readonly calls: readonly Played[];
}

/** Both sides in figures. */
export function table(bare: Side, steady: Side): string[] {
  const rows: [name: string, figure: (side: Side) => number | string][] = [
    ['calls', started],
    ['succeeded', succeeded],
    ['failed', ({ calls }) => count(calls, 'failed')],
    ['stopped by hand', ({ calls }) => count(calls, 'under way')],
    ['requests sent to the gateway', ({ world }) => world.sent],
    ['requests the upstream saw', ({ world }) => world.seen],
    ['POSTs the upstream saw twice', ({ world }) => world.seenTwice],
    ['slowest call', (side) => seconds(slowestMs(side))],
  ];
  const shown = rows.filter(([name]) => name !== 'stopped by hand' || unfinished(bare) + unfinished(steady) > 0);
  return [
    paint('bold', row('', 'bare fetch', 'steadyfetch')),
    ...shown.map(([name, figure]) => {
      const line = row(name, String(figure(bare)), String(figure(steady)));
      return name === 'succeeded' ? paint('green', line) : line;
    }),
  ];
}

/** What the figures say, in words. */
export function conclusion(bare: Side, steady: Side, watch: Watch): string[] {
  const more = succeeded(steady) - succeeded(bare);
  const extra = steady.world.seen - bare.world.seen;
  const lines = [
    `Of ${started(steady)} calls, ${succeeded(steady)} succeeded with steadyfetch and ${succeeded(bare)} with bare fetch: ${difference(more)}.`,
    `The upstream saw ${difference(extra)} requests; the slowest call took ${seconds(slowestMs(steady))}, not ${seconds(slowestMs(bare))}.`,
  ];
  for (const [because, times] of watch.lost) lines.push(`${times} failed with steadyfetch: ${BECAUSE[because]}.`);
  return lines.map((line) => ` ${line}`);
}

const row = (name: string, bare: string, steady: string): string =>
  ` ${name.padEnd(32)}${bare.padStart(14)}${steady.padStart(14)}`;

const difference = (n: number): string => (n === 0 ? 'just as many' : n > 0 ? `${n} more` : `${-n} fewer`);

const succeeded = ({ calls }: Side): number => count(calls, 'succeeded');
const unfinished = ({ calls }: Side): number => count(calls, 'under way');
const started = ({ calls }: Side): number => calls.length - count(calls, 'to come');
const slowestMs = ({ calls }: Side): number => Math.max(...calls.map(({ elapsedMs }) => elapsedMs));
