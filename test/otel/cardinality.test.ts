import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { expect, test } from 'vitest';
import { createSteadyFetch } from '../../src/index.ts';
import { instrument, otelFetch } from '../../src/otel/index.ts';
import { startTelemetry } from './telemetry.ts';

const CALLS = 100_000;
const HOSTS = 1_000;

test('100 000 calls to 1 000 hosts have 51 labels, and leave nothing behind', { timeout: 300_000 }, async () => {
  const telemetry = startTelemetry();
  let made = 0;
  let ended = 0;
  // What an exporter would keep is its own: here spans are only counted.
  const tracers = new BasicTracerProvider({
    spanProcessors: [
      {
        onStart: () => {
          made++;
        },
        onEnd: () => {
          ended++;
        },
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  let requests = 0;
  // One in fifty requests fails, which the retry budget allows.
  const fetch = async () => new Response(null, { status: requests++ % 50 === 0 ? 502 : 204 });
  const steady = createSteadyFetch({ fetch: otelFetch(fetch), retry: { baseDelayMs: 0, maxDelayMs: 0 } });
  instrument(steady, { tracer: tracers.getTracer('steadyfetch'), meter: telemetry.meter });

  const heaps: number[] = [];
  for (let call = 0; call < CALLS; call += 100) {
    await Promise.all(
      Array.from({ length: 100 }, (_, at) =>
        steady(`https://host-${(call + at) % HOSTS}.example.com/${call + at}?q=${at}`),
      ),
    );
    if (call % 20_000 === 0) {
      globalThis.gc?.();
      heaps.push(process.memoryUsage().heapUsed);
    }
  }
  globalThis.gc?.();
  heaps.push(process.memoryUsage().heapUsed);

  const labels = new Set(
    (await telemetry.points('steadyfetch.call.duration')).map(({ attributes }) => attributes['steadyfetch.upstream']),
  );
  expect(labels.size).toBe(51);
  const calls = await telemetry.points('steadyfetch.call.duration');
  expect(calls.reduce((sum, { count }) => sum + count, 0)).toBe(CALLS);
  const attempts = await telemetry.points('steadyfetch.attempt.duration');
  expect(attempts.reduce((sum, { count }) => sum + count, 0)).toBe(requests);
  for (const name of await telemetry.names()) {
    expect((await telemetry.points(name)).length, name).toBeLessThanOrEqual(51 * 4);
  }
  expect(made).toBe(CALLS + requests);
  expect(ended).toBe(made);
  // The first round fills caches, of the client and of the SDK.
  const [, warm = 0] = heaps;
  expect(heaps.at(-1)).toBeLessThan(warm + 4_000_000);
  console.log(`heap in MB: ${heaps.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')}`);
  steady.close();
  await telemetry.stop();
});
