// Shows what became of the calls of one world, so that a harm can be understood:
//   npx tsx bench/harm/trace.ts --world 'dead route' --seed 1
// The clock first: clients may keep the timers that they find when they are loaded.
import '../faults/virtual-time.ts';
import { parseArgs } from 'node:util';
import { BARE, connectTo, OURS } from './contenders.ts';
import { scenarioOf } from './play.ts';
import { type Outcome, type Ran, runScenario } from './run.ts';
import type { Reply, Scenario } from './world.ts';
import { WORLDS } from './worlds/index.ts';

const { world, seed, only, all } = parseArgs({
  options: {
    world: { type: 'string', default: 'dead route' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: OURS },
    /** Calls that come to the same as with bare fetch, too. */
    all: { type: 'boolean', default: false },
  },
}).values;

const found = WORLDS.find(({ name }) => name === world);
if (found === undefined) throw new Error(`No world ${world}`);
const [bare, own] = [await connectTo(BARE), await connectTo(only)];
process.on('unhandledRejection', () => {});
for (let n = 0; n < (found.scenarios ?? 1); n++) {
  const scenario = scenarioOf(found, Number(seed), n);
  const bareRan = await runScenario(scenario, Number(seed) + n, bare);
  const ran = await runScenario(scenario, Number(seed) + n, own);
  console.log(
    `\n${world}, scenario ${n + 1}: ${found.about}. Requests: ${ran.asked.length}, bare ${bareRan.asked.length}\n`,
  );
  for (const line of linesOf(scenario, bareRan, ran)) console.log(line);
}

function linesOf({ calls }: Scenario, bare: Ran, ran: Ran): string[] {
  return calls.flatMap(({ at, method, url }, id) => {
    const requests = ran.asked.filter(({ call }) => call === id);
    const [with_, without] = [ran.outcomes[id] as Outcome, bare.outcomes[id] as Outcome];
    const isSame = requests.length === 1 && shown(with_) === shown(without);
    if (isSame && !all) return [];
    const sent = requests.map((each) => `${seconds(each.at)} ${said(each.reply)}`).join(', ');
    return [`${seconds(at)} ${method} ${url}: ${shown(with_)}, bare ${shown(without)}; sent at ${sent || 'no time'}`];
  });
}

function shown({ isOk, startedAt, endedAt }: Outcome): string {
  return `${isOk ? 'ok' : 'FAILED'} in ${seconds(endedAt - startedAt)}`;
}

function seconds(ms: number): string {
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(2)} s` : 'more than ten minutes';
}

function said(reply: Reply): string {
  return reply.kind === 'answer' ? String(reply.status) : reply.kind;
}
