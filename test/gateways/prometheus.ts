import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadPort } from '../support/scripted-upstream.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/monitoring');
const START_MS = 30_000;

export const isInstalled = (): boolean => spawnSync('prometheus', ['--version']).error === undefined;

/** One series of an answer: its labels, and its samples, the latest last. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [at: number, value: number])[];
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly {
      readonly metric: Record<string, string>;
      readonly value?: [number, string];
      readonly values?: [number, string][];
    }[];
  };
}

export interface Prometheus {
  query(expression: string): Promise<readonly Series[]>;
  /** From and to in epoch seconds, a sample each second. */
  queryRange(expression: string, from: number, to: number): Promise<readonly Series[]>;
  get(path: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A Prometheus with a folder of its own, and the rules of the examples, that looks at this port every second. */
export async function startPrometheus(target: number): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'steadyfetch-prometheus-'));
  const port = await deadPort();
  const config = (await readFile(join(EXAMPLES, 'prometheus.yml'), 'utf8'))
    .replace('scrape_interval: 15s', 'scrape_interval: 1s\n  evaluation_interval: 1s')
    .replace('127.0.0.1:9464', `127.0.0.1:${target}`);
  await writeFile(join(folder, 'prometheus.yml'), config);
  await copyFile(join(EXAMPLES, 'rules.yml'), join(folder, 'rules.yml'));
  const log = openSync(join(folder, 'output.log'), 'w');
  const args = [`--web.listen-address=127.0.0.1:${port}`, '--config.file=prometheus.yml', '--storage.tsdb.path=data'];
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.mjs'), folder, 'prometheus', ...args], {
    stdio: ['pipe', log, log],
    cwd: folder,
  });
  const ended = once(keeper, 'exit');
  const close = async () => {
    keeper.stdin?.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  const origin = `http://127.0.0.1:${port}`;
  const get = async (path: string): Promise<unknown> => (await fetch(`${origin}${path}`)).json();
  const ask = async (path: string): Promise<readonly Series[]> => {
    const { status, error, data } = (await get(path)) as Answer;
    if (status !== 'success') throw new Error(error);
    return data.result.map(({ metric, value, values = value === undefined ? [] : [value] }) => ({
      metric,
      samples: values.map(([at, text]) => [at, Number(text)] as const),
    }));
  };

  const giveUpAt = performance.now() + START_MS;
  const isReady = () =>
    fetch(`${origin}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isReady())) {
    if (keeper.exitCode !== null || performance.now() > giveUpAt) {
      const output = await readFile(join(folder, 'output.log'), 'utf8');
      await close();
      throw new Error(`Prometheus did not start:\n${output}`);
    }
    await sleep(50);
  }
  const encode = encodeURIComponent;
  return {
    query: (expression) => ask(`/api/v1/query?query=${encode(expression)}`),
    queryRange: (expression, from, to) =>
      ask(`/api/v1/query_range?query=${encode(expression)}&start=${from}&end=${to}&step=1`),
    get,
    close,
  };
}

/** Each query of the dashboard by its panel, as Grafana would send it. */
export async function dashboardQueries(): Promise<
  { panel: string; unit: string; legend: string; expression: string }[]
> {
  const text = await readFile(join(EXAMPLES, 'dashboard.json'), 'utf8');
  const { panels } = JSON.parse(text) as {
    panels: {
      title: string;
      fieldConfig: { defaults: { unit: string } };
      targets: { expr: string; legendFormat: string }[];
    }[];
  };
  return panels.flatMap(({ title, fieldConfig, targets }) =>
    targets.map(({ expr, legendFormat }) => ({
      panel: title,
      unit: fieldConfig.defaults.unit,
      legend: legendFormat,
      // Four scrapes, as Grafana has it.
      expression: expr.replaceAll('$__rate_interval', '4s').replaceAll('$upstream', '.*'),
    })),
  );
}
