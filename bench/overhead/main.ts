import { parseArgs } from 'node:util';
import { publish } from '../measure/results.ts';
import { figure, figures, table } from '../measure/table.ts';
import { PEERS } from '../peers/index.ts';
import { type BytesRow, bytesPerCall } from './bytes.ts';
import { buildLabs } from './labs.ts';
import { cpuPerRequest, type LoopbackRow } from './loopback.ts';
import { BARE, BASE, NATIVES, OURS, OURS_UNTIMED, SUBJECTS } from './subjects.ts';
import { type TimeRow, timePerCall } from './time.ts';
import { type FootprintRow, footprints } from './upstreams.ts';

const { quick } = parseArgs({ options: { quick: { type: 'boolean', default: false } } }).values;

const LENGTH = quick
  ? {
      time: { launches: 1, rounds: 9, roundMs: 8 },
      samples: 3,
      loopback: { warmUp: 500, rounds: 3, requests: 200 },
      upstreams: { upstreams: 1_000, calls: 100_000 },
    }
  : {
      time: { launches: 3, rounds: 15, roundMs: 15 },
      samples: 9,
      loopback: { warmUp: 2_000, rounds: 15, requests: 500 },
      upstreams: { upstreams: 1_000, calls: 1_000_000 },
    };

const UPSTREAM_LIMIT = 8 * 1024;
const AT_ONCE = 64;
const names = SUBJECTS.map(({ name }) => name);
const networked = [...names, ...NATIVES.map(({ name }) => name)];

const startedAt = performance.now();
const step = (what: string) =>
  console.error(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${what}`);

await buildLabs();
step('time per call');
const time = await timePerCall('reused', names, LENGTH.time);
const fresh = await timePerCall('fresh', [BARE, OURS_UNTIMED, OURS, BASE], LENGTH.time);
step('bytes per call');
const bytes = await bytesPerCall(names, LENGTH.samples);
step('processor time per request');
const [sequential = [], parallel = []] = await cpuPerRequest(networked, [1, AT_ONCE], LENGTH.loopback);
step('many upstreams');
const memory = await footprints(LENGTH.upstreams);
step('done');

const versions = Object.fromEntries(PEERS.map(({ name, version }) => [name, version]));
await publish({
  name: 'overhead',
  title: 'Overhead on the good path',
  keep: !quick,
  data: { versions, time, fresh, bytes, sequential, parallel, memory },
  text: `
Everything below is processor time of the process that makes the calls, medians with the quartiles around them. Every
subject runs in a process of its own, in rounds that take turns. Peers are set up alike (3 retries, 100 to 2000 ms, a breaker
where there is one); \`${BASE}\` is its readme's retry and breaker, and what the ratios are to.

## Targets

${targets()}

## Time and memory per call, over a stubbed fetch

What a call takes beyond the stub alone, which gives one and the same \`Response\` without a body, for 64 URLs of one origin.

${perCall()}

The same with a stub that makes a \`Response\` per call, as fetch does:

${table(['', 'added, µs', `x ${BASE}`], fresh.map(timeCells))}

## Processor time per request, over loopback

A real fetch to a small server in another process, body read; ratios to bare fetch. The last three have a transport of their own.

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

function targets(): string {
  const timeOf = (name: string) => time.find((row) => row.name === name) as TimeRow;
  const bytesOf = bytes.find((row) => row.name === OURS_UNTIMED) as BytesRow;
  const ours = (rows: readonly LoopbackRow[]) => rows.find((row) => row.name === OURS) as LoopbackRow;
  const theirs = (rows: readonly LoopbackRow[]) => rows.find((row) => row.name === BASE) as LoopbackRow;
  const kept = memory.find((row) => row.name === OURS) as FootprintRow;
  const rows: [what: string, target: string, ours: string, met: boolean, best: string][] = [
    [
      'added time, no timeout',
      `<= 0.6 x ${BASE}`,
      `${figure(timeOf(OURS_UNTIMED).ratio.median)} x`,
      timeOf(OURS_UNTIMED).ratio.median <= 0.6,
      `${figure(timeOf(BASE).addedUs.median)} µs`,
    ],
    [
      'added time, default timeouts',
      `<= 1.5 x ${BASE}`,
      `${figure(timeOf(OURS).ratio.median)} x`,
      timeOf(OURS).ratio.median <= 1.5,
      `${figure(timeOf(BASE).addedUs.median)} µs`,
    ],
    [
      'bytes allocated, no timeout',
      '<= 1000',
      figure(bytesOf.addedBytes.median),
      bytesOf.addedBytes.median <= 1_000,
      figure((bytes.find((row) => row.name === BASE) as BytesRow).addedBytes.median),
    ],
    ...(
      [
        ['processor time per request', sequential],
        [`the same, ${AT_ONCE} at once`, parallel],
      ] as const
    ).map(([what, rows]): [string, string, string, boolean, string] => [
      what,
      'about 1.03 x bare',
      figures(ours(rows).ratio),
      ours(rows).ratio.q1 <= 1.03,
      figures(theirs(rows).ratio),
    ]),
    [
      'bytes per upstream',
      `<= ${UPSTREAM_LIMIT}`,
      kept.bytesPerUpstream.toFixed(0),
      kept.bytesPerUpstream <= UPSTREAM_LIMIT,
      (memory.find((row) => row.name === BASE) as FootprintRow).bytesPerUpstream.toFixed(0),
    ],
    ['timers that keep an idle process alive', '0', String(kept.aliveTimers), kept.aliveTimers === 0, '0'],
    [
      'heap growth per 1 000 000 calls, kB',
      'flat: < 100',
      (kept.growth / 1_024).toFixed(0),
      kept.growth < 100 * 1_024,
      ((memory.find((row) => row.name === BASE) as FootprintRow).growth / 1_024).toFixed(0),
    ],
  ];
  return table(
    ['what', 'target', 'steadyfetch', 'met', BASE],
    rows.map(([what, target, ours, met, best]) => [what, target, ours, met ? 'yes' : 'no', best]),
  );
}
