// All points in Node and in the browsers that are here, with bare fetch and with ours: `npm run test:conformance`.
import { existsSync } from 'node:fs';
import { createSteadyFetch } from '../../src/index.ts';
import { ENGINES } from '../browser/support/engines.ts';
import { bundle, htmlPage, SHIPPED } from '../browser/support/site.ts';
import { differences, type Results } from './check.ts';
import { CLIENTS, type Engine, isRetried, type Point, playBoth } from './point.ts';
import { POINTS } from './points.ts';
import { openPointsSite, type PointsSite } from './site.ts';

type Client = keyof typeof CLIENTS;
type Run = (point: Point) => Promise<Results>;

/** No point takes so long, unless it never ends. */
const LONG_MS = 20_000;

/** The third client, with time limits, is for the tests: test/wpt-points.test.ts and test/browser/drop-in.test.ts play it, too. */
const clients = ['without retries and circuit', 'on the defaults'] as const satisfies readonly Client[];
const rows: object[] = [];
const failures: string[] = [];
const retried = new Map<string, string[]>();

/** One after the other: the next must not meet what is left of the last. Those that wait for retries are played beside each other. */
async function play(engine: Engine, client: Client, site: PointsSite, run: Run): Promise<void> {
  const points = POINTS.filter(({ except }) => !except?.includes(engine));
  const counts = { same: 0, 'sent again': 0, different: 0 };
  const playOne = async (point: Point) => {
    const late = setTimeout(() => console.error(`Waits long: ${engine}, ${client}: ${point.title}`), LONG_MS);
    const found = await run(point).then(
      (results) => differences(point, client, engine, results),
      (error) => [String(error)],
    );
    clearTimeout(late);
    const wasRetried = isRetried(point, client, engine);
    if (wasRetried) retried.set(point.title, [...(retried.get(point.title) ?? [point.retried?.why ?? '']), engine]);
    counts[found.length > 0 ? 'different' : wasRetried ? 'sent again' : 'same']++;
    failures.push(...found.map((each) => `${engine}, ${client}: ${point.title}\n    ${each.slice(0, 1_500)}`));
  };
  for (const point of points.filter((each) => !isRetried(each, client, engine))) {
    await playOne(point);
    site.endAll();
  }
  await Promise.all(points.filter((each) => isRetried(each, client, engine)).map(playOne));
  rows.push({ engine, client, points: points.length, ...counts });
}

async function playNode(): Promise<void> {
  const each = async (client: Client) => {
    await using site = await openPointsSite();
    const open = () => createSteadyFetch(CLIENTS[client]);
    const steady = open();
    await play('node', client, site, (point) => playBoth(point, steady, open, site));
    steady.close();
  };
  await Promise.all(clients.map(each));
}

async function playBrowser({ name, needs, launch }: (typeof ENGINES)[number]): Promise<void> {
  const missing = needs.filter((path) => !existsSync(path));
  if (missing.length > 0) {
    console.warn(`There is no ${missing.join(', ')}, so nothing is known about ${name}`);
    return;
  }
  const script = await bundle('test/browser/drop-in/page.ts', SHIPPED);
  const engine = await launch();
  const each = async (client: Client) => {
    await using site = await openPointsSite({ '/': htmlPage(), '/page.js': script });
    await using page = await engine.open(`${site.origin}/`);
    await page.until(() => window.compare !== undefined);
    await play(name, client, site, ({ title }) =>
      page.evaluate((asked) => window.compare(asked), { title, client, other: site.other }),
    );
  };
  await Promise.all(clients.map(each));
  await engine.close();
}

const startedAt = performance.now();
// At the same time: each mostly waits for its own connections.
await Promise.all([playNode(), ...ENGINES.map(playBrowser)]);

console.table(rows);
console.log('Sent again on the defaults, and the same in all else:');
for (const [title, [why, ...engines]] of retried) console.log(`  ${title} (${engines.join(', ')}): ${why}`);
console.log(`${Math.round((performance.now() - startedAt) / 1_000)} s`);
if (failures.length > 0) console.error(`\nDifferent:\n  ${failures.join('\n  ')}`);
process.exit(failures.length > 0 ? 1 : 0);
