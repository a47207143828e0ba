import { env } from 'node:process';
import { afterAll, describe, expect, test } from 'vitest';
import { seeded } from '../support/random.ts';
import { type Act, type Fault, MAX_HOPS, type Point, type PortName } from './ports.ts';
import { SCENARIOS } from './scenarios.ts';
import { type Scenario, World } from './world.ts';

/** Of all faults at all points, each so many-th one is played. */
const EVERY = Number(env['STEADY_FAULTS_EVERY'] ?? 7);
/** Runs with two faults each, drawn by chance. */
const PAIRS = Number(env['STEADY_FAULT_PAIRS'] ?? 50);
const SEED = Number(env['STEADY_FAULT_SEED'] ?? 1);
/** One run again, as the report of a failure names it. */
const AGAIN = env['STEADY_FAULT'];

const ALL = ['throw', 'reject', 'never', 'late'] as const;
const FAILURES: Readonly<Record<PortName, readonly Exclude<Fault['kind'], 'act'>[]>> = {
  fetch: ALL,
  read: ['reject', 'never', 'late'],
  sleep: ['reject', 'never', 'late'],
  shouldRetry: ALL,
  body: ALL,
  key: ALL,
  listener: ALL,
  evidence: ALL,
  upstream: ['throw'],
  upstreams: ['throw'],
  online: [],
  random: [],
};
/** Questions that are asked in the middle of a step: an app that does something else in them asks for trouble. */
const WITHOUT_ACTS: ReadonlySet<PortName> = new Set(['online', 'upstream', 'upstreams']);
const ENDS: readonly Act[] = ['abort', 'cancel', 'close'];
const ACTS: readonly Act[] = [...ENDS, 'retry now', 'isolate'];

function faultsAt({ port, isAsync, hops }: Point): Fault[] {
  const faults: Fault[] = FAILURES[port].map((kind) => ({ kind }));
  if (WITHOUT_ACTS.has(port)) return faults;
  for (const act of ACTS) faults.push({ kind: 'act', act, at: 'before' });
  if (!isAsync) return faults;
  for (const act of ACTS) faults.push({ kind: 'act', act, at: 0 });
  // At the next point the same happens before it.
  for (let at = 1; at < Math.min(hops, MAX_HOPS); at++) for (const act of ENDS) faults.push({ kind: 'act', act, at });
  return faults;
}

const nameOf = (fault: Fault): string => (fault.kind === 'act' ? `${fault.act} ${fault.at}` : fault.kind);
const planName = (plan: ReadonlyMap<number, Fault>): string =>
  [...plan].map(([at, fault]) => `${at} ${nameOf(fault)}`).join(', ');

function readPlan(text: string): Map<number, Fault> {
  const plan = new Map<number, Fault>();
  for (const each of text.split(', ')) {
    const [, at, kind = '', moment] = /^(\d+) (.*?)(?: (before|\d+))?$/.exec(each) ?? [];
    const fault = { kind: 'act', act: kind as Act, at: moment === 'before' ? moment : Number(moment) } as const;
    plan.set(Number(at), moment === undefined ? ({ kind } as Fault) : fault);
  }
  return plan;
}

let points = 0;
let counted = 0;
let runs = 0;

async function play(scenario: Scenario, plan: ReadonlyMap<number, Fault>): Promise<World> {
  runs++;
  const world = new World(scenario, plan);
  const unhandled = (error: unknown) => world.wrong.push(`unhandled: ${error}`);
  process.on('unhandledRejection', unhandled);
  try {
    await world.live();
  } finally {
    process.off('unhandledRejection', unhandled);
  }
  if (world.ports.played.length < plan.size) world.wrong.push('a fault was not played');
  return world;
}

/** What is wrong, and how to see it again. */
const complaints = ({ wrong, ports }: World, { name }: Scenario, plan: ReadonlyMap<number, Fault>): string[] => {
  const at = ports.played.map(({ port, about }) => `${port} ${about}`).join(', ');
  return wrong.map((each) => `STEADY_FAULT='${name}: ${planName(plan)}' (${at}): ${each}`);
};

const endsOf = ({ made }: World): string =>
  made.map(({ result, sent }) => `${result instanceof Response ? result.status : result}, sent ${sent}`).join('; ');

describe.skipIf(AGAIN !== undefined)(
  'whatever fails, or happens, each call ends once, is reported, and leaves nothing behind',
  () => {
    test.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
      'at each point of: %s',
      async (_name, scenario) => {
        const plain = await play(scenario, new Map());
        expect(plain.wrong).toEqual([]);
        expect(plain.ports.points.length).toBeGreaterThan(0);
        const hops = plain.ports.points.map((point) => point.hops).filter(Number.isFinite);
        expect(Math.max(0, ...hops)).toBeLessThanOrEqual(MAX_HOPS);
        const wrong: string[] = [];
        for (const [at, point] of plain.ports.points.entries()) {
          points++;
          for (const fault of faultsAt(point)) {
            if (counted++ % EVERY > 0) continue;
            const plan = new Map([[at, fault]]);
            const world = await play(scenario, plan);
            // A listener changes nothing.
            if (point.port === 'listener' && fault.kind !== 'act' && endsOf(world) !== endsOf(plain)) {
              world.wrong.push(`ends as ${endsOf(world)}, not as ${endsOf(plain)}`);
            }
            wrong.push(...complaints(world, scenario, plan));
          }
        }
        expect(wrong).toEqual([]);
      },
      1_200_000,
    );

    test(`at two points at once, ${PAIRS} times (seed ${SEED})`, async () => {
      const random = seeded(SEED);
      const draw = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
      const wrong: string[] = [];
      for (let pair = 0; pair < PAIRS; pair++) {
        const scenario = draw(SCENARIOS) as Scenario;
        const plan = new Map<number, Fault>();
        // The second is drawn from what there is after the first.
        for (let number = 0; number < 2; number++) {
          const { ports } = await play(scenario, plan);
          const after = Math.max(-1, ...plan.keys());
          const at = draw([...ports.points.keys()].filter((each) => each > after));
          const fault = at === undefined ? undefined : draw(faultsAt(ports.points[at] as Point));
          if (at !== undefined && fault !== undefined) plan.set(at, fault);
        }
        wrong.push(...complaints(await play(scenario, plan), scenario, plan));
      }
      expect(wrong).toEqual([]);
    }, 1_200_000);
  },
);

if (AGAIN !== undefined) {
  test('one run again', async () => {
    const [name = '', faults = ''] = AGAIN.split(/: (?=\d+ )/);
    const scenario = SCENARIOS.find((each) => each.name === name);
    if (scenario === undefined) throw new Error(`no scenario is called "${name}"`);
    const plan = readPlan(faults);
    const world = await play(scenario, plan);
    console.log(world.ports.points.map(({ port, about }, at) => `${at} ${port} ${about}`).join('\n'));
    expect(complaints(world, scenario, plan)).toEqual([]);
  });
}

test('a plan is read as it is written', () => {
  const plan = new Map<number, Fault>([
    [3, { kind: 'act', act: 'retry now', at: 'before' }],
    [4, { kind: 'act', act: 'abort', at: 12 }],
    [17, { kind: 'never' }],
  ]);
  expect(readPlan(planName(plan))).toEqual(plan);
});

afterAll(() => console.log(`runs: ${runs} (${counted} faults at ${points} points, each ${EVERY}. one played)`));
