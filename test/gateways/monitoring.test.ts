import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SteadyEvent } from 'steadyfetch';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Outage, playOutage } from '../../examples/monitoring/outage.ts';
import { startClient } from '../../examples/monitoring/telemetry.ts';
import { deadPort } from '../support/scripted-upstream.ts';
import { dashboardQueries, isInstalled, type Prometheus, startPrometheus } from './prometheus.ts';

// An outage as a real Prometheus sees it. Needs `npm run build:js` first, and the Debian package prometheus.

const EXAMPLES = join(import.meta.dirname, '../../examples/monitoring');
const OUTAGE_MS = Number(process.env['STEADY_OUTAGE_SECONDS'] ?? 15) * 1_000;

test.skipIf(!isInstalled() && !process.env['CI'])('the Debian package prometheus is there to be tested with', () => {
  expect(isInstalled()).toBe(true);
});

describe.skipIf(!isInstalled())('prometheus', () => {
  let client: ReturnType<typeof startClient>;
  let prometheus: Prometheus;
  let outage: Outage;
  let from: number;
  let exported: string;
  /** Ids of the calls that waited. */
  const waited = new Set<number>();

  beforeAll(async () => {
    const port = await deadPort();
    client = startClient(port);
    client.steady.subscribe((event: SteadyEvent) => {
      if (event.type === 'retry.scheduled' || event.type === 'call.waiting') waited.add(event.callId);
    });
    prometheus = await startPrometheus(port);
    from = Date.now() / 1_000;
    outage = await playOutage(client.steady, OUTAGE_MS);
    const settledAt = Date.now() / 1_000;
    // Prometheus has the last of it once it has looked again.
    const hasLooked = async () => {
      const [up] = await prometheus.query('timestamp(up)');
      expect(up?.samples[0]?.[1]).toBeGreaterThan(settledAt + 0.1);
    };
    await vi.waitFor(hasLooked, { timeout: 30_000, interval: 200 });
    exported = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  }, OUTAGE_MS + 120_000);
  afterAll(async () => {
    await prometheus?.close();
    await client?.close();
  });

  const number = async (expression: string): Promise<number> => {
    const series = await prometheus.query(expression);
    expect(series, expression).toHaveLength(1);
    return series[0]?.samples[0]?.[1] ?? Number.NaN;
  };
  const reports = () => outage.calls.map(({ report }) => report);
  /** Without a report there was one attempt, which went well. */
  const attempts = () => reports().map((report) => report?.attempts.length ?? 1);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

  test('counts as many calls, requests and retries as the reports', async () => {
    expect(await number('sum(steadyfetch_call_duration_count)')).toBe(outage.calls.length);
    expect(await number('sum(steadyfetch_attempt_duration_count)')).toBe(sum(attempts()));
    expect(await number('sum(steadyfetch_retries_total)')).toBe(sum(attempts().map((count) => Math.max(0, count - 1))));
    // And as the servers.
    expect(sum(attempts())).toBe(outage.requests);
  });

  test('counts the calls that were saved and refused as the reports do', async () => {
    const saved = outage.calls.filter(({ status, report }) => status === 200 && waited.has(report?.callId ?? 0));
    expect(await number('sum(steadyfetch_recoveries_total)')).toBe(saved.length);
    for (const because of ['not-replayable', 'circuit-open']) {
      const refused = reports().filter((report) => report?.settledBecause === because);
      expect(refused.length, because).toBeGreaterThan(0);
      expect(await number(`sum(steadyfetch_refusals_total{steadyfetch_settled_because="${because}"})`)).toBe(
        refused.length,
      );
    }
  });

  test('has lost as much time to waits as the reports', async () => {
    const lost = reports()
      .filter((report) => report !== undefined && waited.has(report.callId))
      .map((report) => (report?.elapsedMs ?? 0) - sum((report?.attempts ?? []).map(({ elapsedMs }) => elapsedMs)));
    expect(await number('sum(steadyfetch_wait_duration_count)')).toBe(lost.length);
    expect(await number('sum(steadyfetch_wait_duration_sum)')).toBeCloseTo(sum(lost) / 1_000, 6);
    expect(sum(lost)).toBeGreaterThan(OUTAGE_MS);
  });

  test('has seen the circuit open, calls wait, and the circuit close again', async () => {
    const to = Date.now() / 1_000;
    const states = await prometheus.queryRange('max(steadyfetch_circuit_state)', from, to);
    const seen = states[0]?.samples.map(([, value]) => value) ?? [];
    expect(Math.max(...seen)).toBe(2);
    expect(seen.at(-1)).toBe(0);
    expect(await number(`max_over_time(sum(steadyfetch_calls_waiting)[${Math.ceil(to - from)}s:1s])`)).toBeGreaterThan(
      0,
    );
    expect(await number('sum(steadyfetch_calls_waiting)')).toBe(0);
  });

  test('answers each query of the dashboard with data', async () => {
    const to = Date.now() / 1_000;
    for (const { panel, expression } of await dashboardQueries()) {
      const series = await prometheus.queryRange(expression, from, to);
      const values = series.flatMap(({ samples }) => samples.map(([, value]) => value));
      expect(values.filter((value) => !Number.isNaN(value)).length, panel).toBeGreaterThan(3);
    }
  });

  test('exports every name that the dashboard and the rules ask for', async () => {
    const names = new Set([...exported.matchAll(/^(steadyfetch\w+)/gm)].map(([, name = '']) => name));
    const asked = (text: string) => [...text.matchAll(/(?:__name__=~"([^"]+)"|\b(steadyfetch_\w+)\{)/g)];
    const expressions = [
      ...(await dashboardQueries()).map(({ expression }) => expression),
      ...[...readFileSync(join(EXAMPLES, 'rules.yml'), 'utf8').matchAll(/expr: ([\s\S]*?)\n {8}\w/g)].map(
        ([, expr = '']) => expr,
      ),
    ];
    const patterns = expressions.flatMap((text) => asked(text).map(([, pattern, name]) => pattern ?? name ?? ''));
    expect(patterns.length).toBeGreaterThan(15);
    for (const pattern of patterns) {
      expect(
        [...names].filter((name) => new RegExp(`^(?:${pattern})$`).test(name)),
        pattern,
      ).toHaveLength(1);
    }
  });

  test('fires the alert on writes that were not sent again', async () => {
    const firing = async () =>
      (await prometheus.query('ALERTS{alertstate="firing"}')).map(({ metric }) => metric['alertname']);
    expect(await firing()).toContain('ResendsRefused');
    const { data } = (await prometheus.get('/api/v1/rules')) as { data: { groups: { rules: { health: string }[] }[] } };
    expect(data.groups.flatMap(({ rules }) => rules.map(({ health }) => health))).toEqual(Array(4).fill('ok'));
  });

  test('its promtool accepts the rules and the configuration, and each alert fires when it should', () => {
    const promtool = (...args: string[]) => execFileSync('promtool', args, { cwd: EXAMPLES, encoding: 'utf8' });
    expect(promtool('check', 'rules', 'rules.yml')).toContain('4 rules found');
    expect(promtool('check', 'config', 'prometheus.yml')).toContain('is valid');
    expect(promtool('test', 'rules', 'rules.test.yml')).toContain('SUCCESS');
  });
});
