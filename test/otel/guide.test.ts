import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSteadyFetch, isOptionsError } from '../../src/index.ts';
import { type InstrumentOptions, instrument, otelFetch } from '../../src/otel/index.ts';
import { instantClock, scriptedFetch } from '../../src/testing/index.ts';
import { tables } from '../docs.ts';
import { startTelemetry } from './telemetry.ts';

// The tables of the guide, beside what is made.
const guide = readFileSync(join(import.meta.dirname, '../../docs/monitoring.md'), 'utf8');
const codesIn = (column: string, cells: number[]): string[] =>
  tables(guide, column)
    .flatMap(({ rows }) => rows)
    .flatMap((row) => cells.map((at) => row[at] ?? ''))
    .flatMap((text) => [...text.matchAll(/`([\w.]+)`/g)].map(([, code = '']) => code));

test('the guide has every option', () => {
  const steady = createSteadyFetch();
  const refusal = (() => {
    try {
      return instrument(steady, { none: 1 } as InstrumentOptions);
    } catch (error) {
      return error;
    }
  })();
  expect(isOptionsError(refusal)).toBe(true);
  const names = String(refusal)
    .match(/options are ([\w, ]+?), got/)?.[1]
    ?.split(', ');
  expect(codesIn('option', [0])).toEqual(names);
  steady.close();
});

test('the guide has every metric, and every attribute of spans and metrics', async () => {
  const telemetry = startTelemetry();
  const steady = createSteadyFetch({
    clock: instantClock(),
    random: () => 0.5,
    fetch: otelFetch(scriptedFetch(502, 200, 503, 200)),
  });
  instrument(steady, { meter: telemetry.meter });
  await steady('https://api.example.com/');
  await steady('https://api.example.com/', { method: 'POST', body: 'x' });
  await steady('https://api.example.com/', { method: 'PURGE' });

  const names = await telemetry.names();
  expect([...new Set(codesIn('metric', [0]))].sort()).toEqual(names.sort());
  const ofMetrics = (await Promise.all(names.map((name) => telemetry.points(name)))).flat();
  const described = ['steadyfetch.upstream', 'steadyfetch.reason', ...codesIn('metric', [2])];
  for (const { attributes } of ofMetrics) for (const name of Object.keys(attributes)) expect(described).toContain(name);
  const ofSpans = new Set(telemetry.spans().flatMap(({ attributes }) => Object.keys(attributes)));
  // Of probes and of gateways, which are not here.
  const others = ['steadyfetch.probe', 'steadyfetch.gateway'];
  const inGuide = codesIn('attribute of a span', [0]);
  expect([...ofSpans, ...others].sort()).toEqual(inGuide.sort());
  steady.close();
  await telemetry.stop();
});
