import { parseArgs } from 'node:util';
import { CONTENDERS } from '../faults/contenders.ts';
import { buildLabs } from '../measure/labs.ts';
import { progress } from '../measure/progress.ts';
import { publish } from '../measure/results.ts';
import { PEERS, peerNotes } from '../peers/index.ts';
import { abortTables, measureAborts } from './aborts.ts';
import { CUT_SHARE, READS } from './body-server.ts';
import { CONTROL, OURS_OVER_UNDICI } from './contenders.ts';
import { FAILING_SHARE, ORDERS } from './order-server.ts';
import { measureOrders, orderTables } from './orders.ts';
import { measureReads, readTables } from './reads.ts';
import { checkTargets, targetTable } from './targets.ts';

const { peers } = parseArgs({ options: { peers: { type: 'string' } } }).values;
const wanted = peers?.split(',');
const keys = CONTENDERS.filter(({ only }) => only === undefined)
  .map(({ key }) => key)
  .filter((key) => wanted?.some((name) => key.startsWith(name)) ?? true);

const step = progress();

await buildLabs(['client-lab', 'abort-lab'].map((lab) => new URL(`${lab}.ts`, import.meta.url)));
step('bodies that are cut, and orders whose answers are lost');
// Together: reads take the processor, and orders mostly wait for the next one, or the next attempt.
const [reads, orders] = await Promise.all([measureReads([OURS_OVER_UNDICI, ...keys], 3), measureOrders(keys, 9)]);
step('aborts');
const aborts = await measureAborts([CONTROL, ...keys], 2, { processes: 3, rounds: 5 });
step('done');

const targets = checkTargets({ reads, orders, aborts });
const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
publish({
  name: 'wire',
  title: 'Faults, on a real wire',
  keep: wanted === undefined,
  summary: { peers: peerNotes(PEERS), targets },
  raw: { reads, orders, aborts },
  text: `
Real servers on loopback, and a process of its own for every contender, which calls over the transport that its library has
by default in Node: axios with its http adapter, got and RetryAgent do not use fetch. What goes wrong belongs to the call and
the number of its request, so all contenders meet the same.

## Targets

For steadyfetch as shipped.

${targetTable(targets)}

Node 20's fetch takes a chunked body whose connection ends early for a whole one when the answer said \`Connection: close\`,
whether the connection is closed or reset; so does everything that hands on fetch's own body. Without that header, and with a
\`Content-Length\`, it reports the error. The fetch of Node 22 and 24 does so in all cases, and so does that of the npm package undici 7,
which an app on Node 20 can put below ours: \`createSteadyFetch({ fetch })\`.

## C5: bodies that are cut half-way

${READS} GETs of 1 MiB each, six at a time; ${percent(CUT_SHARE)} of the requests are cut. A call is right when its caller has read the very
bytes. A library that returns at the headers cannot try again for the body, and reports the error; got reads the body before it
hands it over, and RetryAgent asks for the rest (the server knows \`Range\` and \`ETag\`).

${readTables(reads)}

## C6: bodies and lost answers

${ORDERS} orders, half of them POST and half PUT, 50 a second, with bodies of 4 to 32 KiB, a quarter of each kind, and a client for
each method and kind. At ${percent(FAILING_SHARE)} of them the first request goes wrong, in each way about as often: the work is done and the
connection closed without an answer; the work is done and the answer is a 502, or a 504; nothing is done and the answer is 503
with \`Retry-After: 1\`. What was done twice is an error for a POST, and none for a PUT. A stream can be read once: ky copies it
while it is sent, steadyfetch sends it again only when \`steady.body\` makes another, and no library is set to. To axios and
RetryAgent it is given as a stream of Node's. No success is shown for what a library does not take.

${orderTables(orders)}

## C7: aborts while waiting

The upstream always fails, and 30 ms after the first attempt the caller aborts with a reason of its own. Medians of up to
fifteen aborts in three processes; who takes more than 0.3 s is asked once. The last abort in a process leaves it with nothing
to do: it is idle when nothing keeps it alive, and then Node takes its time to end it, which the control shows. No contender calls
process.exit(). All draw 0.9 from Math.random, so that no wait is over by luck. No call is waited for longer than 15 s,
nor a process for longer than 20 s.

${abortTables(aborts)}

## Versions and caveats

${PEERS.map(({ name, version, setups, caveats }) => `* **${name}** ${version}: shipped: ${setups.shipped}; tuned: ${setups.tuned}${caveats.map((caveat) => `; ${caveat}`).join('')}.`).join('\n')}
`,
});
