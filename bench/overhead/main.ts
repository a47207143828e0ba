import { parseArgs } from 'node:util';
import { buildLabs } from '../measure/labs.ts';
import { progress } from '../measure/progress.ts';
import { publish } from '../measure/results.ts';
import { figure, figures, table } from '../measure/table.ts';
import { PEERS, peerNotes } from '../peers/index.ts';
import { BARE } from '../peers/names.ts';
import { type BytesRow, bytesPerCall } from './bytes.ts';
import { coldCalls } from './cold.ts';
import { cpuPerRequest, type LoopbackRow } from './loopback.ts';
import { BASE, CONTROL, NATIVES, OURS, OURS_UNHEDGED, SIGNALLED, SUBJECTS } from './subjects.ts';
import { targetTable } from './targets.ts';
import { type TimeRow, timePerCall } from './time.ts';
import { footprints } from './upstreams.ts';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;

const LENGTH = quick
  ? {
      time: { launches: 1, rounds: 7, roundMs: 6 },
      samples: 2,
      cold: { launches: 3, rounds: 4 },
      loopback: { warmUp: 1_500, launches: 1, rounds: { all: 0, close: 8 }, requests: 200 },
      upstreams: { upstreams: 1_000, calls: 100_000 },
    }
  : {
      time: { launches: 2, rounds: 17, roundMs: 15 },
      samples: 5,
      cold: { launches: 15, rounds: 6 },
      loopback: { warmUp: 4_000, launches: 5, rounds: { all: 6, close: 10 }, requests: 300 },
      upstreams: { upstreams: 1_000, calls: 1_000_000 },
    };

const AT_ONCE = 64;
const names = SUBJECTS.map(({ name }) => name);
const close = [BARE, CONTROL.name, SIGNALLED.name, OURS_UNHEDGED, OURS, BASE];
const networked = quick ? close : [...names, ...[...NATIVES, CONTROL, SIGNALLED].map(({ name }) => name)];

const step = progress();

await buildLabs(
  ['stub-lab', 'loopback-lab', 'upstreams-lab', 'server'].map((lab) => new URL(`${lab}.ts`, import.meta.url)),
);
step('time per call');
const time = await timePerCall('reused', names, LENGTH.time);
const fresh = await timePerCall('fresh', [BARE, OURS_UNHEDGED, OURS, BASE], LENGTH.time);
step('bytes per call');
const bytes = await bytesPerCall(names, LENGTH.samples);
step('cold calls');
const cold = await coldCalls([BARE, OURS_UNHEDGED, OURS, BASE], LENGTH.cold);
step('processor time per request');
const [sequential = [], parallel = []] = await cpuPerRequest(networked, close, [1, AT_ONCE], LENGTH.loopback);
step('many upstreams');
const memory = await footprints(LENGTH.upstreams);
step('done');

publish({
  name: 'overhead',
  title: 'Overhead on the good path',
  keep: !quick,
  summary: { peers: peerNotes(PEERS) },
  raw: { time, fresh, cold, bytes, sequential, parallel, memory },
  text: `
Everything below is processor time of the process that makes the calls, medians with the quartiles around them. Every
subject runs in a process of its own, in rounds that take turns. Peers are set up alike (3 retries, 100 to 2000 ms, a breaker
where there is one); \`${BASE}\` is its readme's retry and breaker, and what the ratios are to.

## Targets

${targetTable({ time, cold, bytes, sequential, parallel, memory })}

## Time and memory per call, over a stubbed fetch

What a call takes beyond the stub alone, which gives one and the same \`Response\` without a body, for 64 URLs of one origin.

${perCall()}

The same with a stub that makes a \`Response\` per call, as fetch does:

${table(['', 'added, µs', `x ${BASE}`], fresh.map(timeCells))}

## Cold calls

Most apps make few calls, and what the engine compiles for them is soon gone. The first call of a process with all that it does,
and the first 64 calls after a full collection, beyond the stub alone:

${table(
  ['', 'first call, µs', 'after a collection, µs', `x ${BASE}`],
  cold.map(({ name, firstUs, collectedUs, ratio }) => [
    name,
    figures(firstUs),
    figures(collectedUs),
    name === BARE ? '' : figure(ratio.median),
  ]),
)}

## Processor time per request, over loopback

A real fetch to a small server in another process, body read; ratios to bare fetch, round by round. \`${CONTROL.name}\` is the
control: the same once more. Differences like its own are none; where it is far from 1, or the quartiles are far apart, the
machine was busy. \`${SIGNALLED.name}\` gets a signal of its own with every call, because ending an attempt takes one.
These, ours with and without hedging, and ${BASE} ran in more rounds than the rest, and in processes that were started several
times; the ratios of the rest are rougher. axios with its http adapter, got and RetryAgent do not use fetch.

${perRequest()}

## ${LENGTH.upstreams.upstreams} upstreams

One client of ours, a client per upstream of the others. The heap after a collection, from a tenth of the calls to the last.

${footprintTable()}

## Versions and caveats

${PEERS.map(({ name, version, setups, caveats }) => `* **${name}** ${version}: ${[setups.tuned, ...caveats].join('; ')}.`).join('\n')}
`,
});

function timeCells({ name, addedUs, ratio }: TimeRow): string[] {
  return [name, figures(addedUs), name === BARE ? '' : figure(ratio.median)];
}

function perCall(): string {
  return table(
    ['', 'added, µs', `x ${BASE}`, 'allocated, bytes'],
    time.map((row, at) => [...timeCells(row), figures((bytes[at] as BytesRow).addedBytes)]),
  );
}

function perRequest(): string {
  return table(
    ['', 'one by one, µs', 'x bare', `${AT_ONCE} at once, µs`, 'x bare'],
    sequential.map(({ name, cpuUs, ratio }, at) => {
      const other = parallel[at] as LoopbackRow;
      return [name, figures(cpuUs), figures(ratio), figures(other.cpuUs), figures(other.ratio)];
    }),
  );
}

function footprintTable(): string {
  return table(
    ['', 'calls', 'bytes per upstream', 'heap growth, kB', 'timers left', 'of these alive'],
    memory.map((row) => [
      row.name,
      String(row.calls),
      row.bytesPerUpstream.toFixed(0),
      (row.growth / 1_024).toFixed(0),
      String(row.timers),
      String(row.aliveTimers),
    ]),
  );
}
