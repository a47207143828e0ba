// Takes the picture of docs/monitoring.md: an outage of a minute, as a real Prometheus answers the queries of the dashboard.
// `npm run screenshots:monitoring`, after a build. Needs the Debian packages prometheus and chromium.
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { playOutage } from '../../examples/monitoring/outage.ts';
import { startClient } from '../../examples/monitoring/telemetry.ts';
import { launchChromium } from '../browser/support/chromium.ts';
import { deadPort } from '../support/scripted-upstream.ts';
import { dashboardQueries, type Series, startPrometheus } from './prometheus.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images/monitoring');
const OUTAGE_MS = 60_000;
const [WIDTH, HEIGHT, LEFT, BOTTOM] = [560, 150, 46, 20];
const COLORS = ['#2f6fdb', '#c8511b', '#2a8a57', '#8d4bc4', '#a98600', '#c2356f', '#4f7f8c', '#6b6b6b'];

const port = await deadPort();
const client = startClient(port);
const prometheus = await startPrometheus(port);
const from = Date.now() / 1_000;
const { names } = await playOutage(client.steady, OUTAGE_MS);
// The last scrape, and the one after it.
await sleep(2_500);
const to = Date.now() / 1_000;

interface Line {
  readonly label: string;
  readonly series: Series;
}
const panels = new Map<string, Line[]>();
for (const { panel, legend, expression } of await dashboardQueries()) {
  const lines = panels.get(panel) ?? [];
  panels.set(panel, lines);
  for (const series of await prometheus.queryRange(expression, from, to)) {
    const label = legend.replace(/\{\{(\w+)\}\}/g, (_, name: string) => series.metric[name] ?? '');
    lines.push({ label: names[label] ?? label, series });
  }
}
await prometheus.close();
await client.close();

function chart(title: string, lines: readonly Line[]): string {
  const top = Math.max(...lines.flatMap(({ series }) => series.samples.map(([, value]) => value || 0)), 1e-3) * 1.1;
  const x = (at: number) => (LEFT + ((at - from) / (to - from)) * (WIDTH - LEFT)).toFixed(1);
  const y = (value: number) => ((1 - value / top) * (HEIGHT - BOTTOM)).toFixed(1);
  const paths = lines.map(({ series }, at) => {
    const points = series.samples.filter(([, value]) => !Number.isNaN(value));
    const path = points.map(([second, value]) => `${x(second)},${y(value)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${COLORS[at % COLORS.length]}" stroke-width="1.5"/>`;
  });
  const ticks = [0, top / 2, top].map(
    (value) =>
      `<line x1="${LEFT}" x2="${WIDTH}" y1="${y(value)}" y2="${y(value)}" stroke="#ddd"/><text x="${LEFT - 6}" y="${Number(y(value)) + (value === top ? 10 : 4)}" text-anchor="end">${Number(value.toPrecision(2))}</text>`,
  );
  const seconds = Array.from({ length: Math.floor((to - from) / 10) + 1 }, (_, at) => at * 10).map(
    (second) => `<text x="${x(from + second)}" y="${HEIGHT - 4}" text-anchor="middle">${second} s</text>`,
  );
  const legend = lines.map(
    ({ label }, at) => `<span><i style="background:${COLORS[at % COLORS.length]}"></i>${label}</span>`,
  );
  return `<section><h2>${title}</h2><svg width="${WIDTH + 12}" height="${HEIGHT}">${[...ticks, ...seconds, ...paths].join('')}</svg><p>${legend.join(' ')}</p></section>`;
}

const STYLE = `
  body { margin: 16px; font: 12px/1.4 system-ui, sans-serif; color: #222; background: #fff; }
  main { display: grid; grid-template-columns: repeat(2, ${WIDTH + 12}px); gap: 18px 24px; }
  h2 { font-size: 13px; margin: 0 0 6px; } p { margin: 2px 0 0 ${LEFT}px; }
  svg { font: 10px system-ui, sans-serif; fill: #666; display: block; }
  span { margin-right: 10px; white-space: nowrap; } i { display: inline-block; width: 10px; height: 3px; margin: 0 4px 3px 0; }
`;
const charts = [...panels].map(([title, lines]) => chart(title, lines)).join('');
const page = `<!doctype html><meta charset="utf-8"><style>${STYLE}</style><main>${charts}</main>`;
const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const browser = await launchChromium();
const tab = await browser.open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
  viewport: { width: 2 * WIDTH + 80, height: 1_060 },
});
await mkdir(FOLDER, { recursive: true });
await writeFile(join(FOLDER, 'outage.png'), await tab.screenshot());
await browser.close();
server.close();
server.closeAllConnections();
