import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { publish } from '../measure/results.ts';
import { pairwise, type Spread, spread } from '../measure/statistics.ts';
import { figures, table } from '../measure/table.ts';
import { BOTH, OURS, PLAIN, UNDICI } from './subjects.ts';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;
const ROUNDS = quick ? 3 : 25;
const STUBBED = { calls: quick ? 1_000 : 5_000, warmUp: quick ? 5_000 : 20_000 };
const NETWORKED = { calls: quick ? 100 : 300, warmUp: quick ? 500 : 3_000 };

const start = async (file: string, ...args: string[]): Promise<{ child: ChildProcess; said: unknown }> => {
  const child = fork(new URL(file, import.meta.url), args, { execArgv: ['--import', 'tsx'] });
  const [said] = await once(child, 'message');
  return { child, said };
};

/** Processor time of a call of each subject, in µs, by rounds that take turns. */
async function play(names: readonly string[], { calls, warmUp }: typeof STUBBED, ...server: string[]) {
  const labs = await Promise.all(names.map(async (name) => ({ name, ...(await start('lab.ts', name, ...server)) })));
  const samples: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const { name, child } of labs) {
      child.send(round < 0 ? warmUp : calls);
      const [us] = await once(child, 'message');
      if (round >= 0) samples[name]?.push(us);
    }
  }
  for (const { child } of labs) child.kill();
  const added = (name: string, to: string): Spread =>
    spread(pairwise(samples[name] ?? [], samples[to] ?? [], (ours, theirs) => ours - theirs));
  return { rows: names.map((name) => ({ name, us: spread(samples[name] ?? []) })), added };
}

const stubbed = await play([PLAIN, OURS], STUBBED);
const server = await start('../overhead/server.ts');
const networked = await play([PLAIN, OURS, UNDICI, BOTH], NETWORKED, `http://127.0.0.1:${server.said}`);
server.child.kill();

const added = {
  stubbed: stubbed.added(OURS, PLAIN),
  undici: networked.added(UNDICI, PLAIN),
  otel: networked.added(OURS, PLAIN),
  beside: networked.added(BOTH, UNDICI),
};
const titled = (rows: typeof stubbed.rows) =>
  table(
    ['', 'per call, µs'],
    rows.map(({ name, us }) => [name, figures(us)]),
  );

publish({
  name: 'otel',
  title: 'OpenTelemetry',
  keep: !quick,
  summary: { stubbed: stubbed.rows, networked: networked.rows, added },
  text: `
Processor time of a good call, µs. Every subject runs in a process of its own, in ${ROUNDS} rounds that take turns. Spans are made and dropped:
what an exporter costs is its own. Medians, with the quartiles around them; what is added is compared round by round.

## Over a stubbed fetch

${titled(stubbed.rows)}

## To a server on this machine, with the body read

${titled(networked.rows)}

## What it adds

${table(
  ['', 'added, µs'],
  [
    ['steadyfetch/otel, over a stubbed fetch', figures(added.stubbed)],
    ['instrumentation-undici', figures(added.undici)],
    ['steadyfetch/otel', figures(added.otel)],
    ['steadyfetch/otel beside instrumentation-undici', figures(added.beside)],
  ],
)}
`,
});
