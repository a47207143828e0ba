import { SpanKind } from '@opentelemetry/api';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch } from '../../src/index.ts';
import { instrument, otelFetch } from '../../src/otel/index.ts';
import { type ScriptedUpstream, startUpstream } from '../support/scripted-upstream.ts';
import { startTelemetry, type Telemetry, treeOf } from './telemetry.ts';

// Beside the instrumentation of Node's own fetch, on a real server: it listens to diagnostics channels of this process.
let telemetry: Telemetry;
let undici: UndiciInstrumentation;
let upstream: ScriptedUpstream;
let steady: SteadyFetch;
beforeEach(async () => {
  telemetry = startTelemetry();
  undici = new UndiciInstrumentation();
  undici.setTracerProvider(telemetry.tracers);
  undici.setMeterProvider(telemetry.meters);
  upstream = await startUpstream(503, 200);
  steady = createSteadyFetch({ fetch: otelFetch(), retry: { baseDelayMs: 1 } });
  instrument(steady, { meter: telemetry.meter, hasRequestSpans: true });
});
afterEach(async () => {
  undici.disable();
  steady.close();
  await upstream.close();
  await telemetry.stop();
});

/** The body ends the request, and with it its span. */
const read = async (): Promise<number> => {
  const response = await steady(`${upstream.url}/orders`);
  await response.text();
  return response.status;
};

test('its spans are children of our attempts, and the only client spans', async () => {
  await telemetry.within('checkout', read);
  await expect
    .poll(() => treeOf(telemetry.spans()))
    .toEqual(['checkout', '  steadyfetch GET', '    GET', '      GET', '    GET', '      GET']);
  const clients = telemetry.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  expect(clients.map(({ instrumentationScope }) => instrumentationScope.name)).toEqual(
    Array(2).fill('@opentelemetry/instrumentation-undici'),
  );
});

test('each request carries one traceparent: that of its own span, in the trace of the app', async () => {
  await telemetry.within('checkout', read);
  await expect.poll(() => telemetry.spans()).toHaveLength(6);
  const clients = telemetry.spans().filter(({ kind }) => kind === SpanKind.CLIENT);
  const expected = clients.map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`);
  expect(upstream.requests.map(({ headers }) => headers['traceparent']).sort()).toEqual(expected.sort());
  expect(new Set(clients.map((span) => span.spanContext().traceId)).size).toBe(1);
});

test('no metric of ours has the name of one of its own', async () => {
  await read();
  await expect.poll(() => telemetry.names()).toContain('http.client.request.duration');
  const names = await telemetry.names();
  expect(names.filter((name) => !name.startsWith('steadyfetch.'))).toEqual(['http.client.request.duration']);
  const [requests] = await telemetry.points('http.client.request.duration');
  expect(requests?.count).toBe(1);
});
