import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSteadyFetch, type SteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { type InstrumentOptions, instrument, otelFetch } from '../../src/otel/index.ts';
import { instantClock, type ScriptedAnswer, scriptedFetch, virtualClock } from '../../src/testing/index.ts';
import { startTelemetry, type Telemetry } from './telemetry.ts';

const url = 'https://api.example.com/orders/1';
const upstream = 'https://api.example.com';

let telemetry: Telemetry;
beforeEach(() => {
  telemetry = startTelemetry();
});
afterEach(() => telemetry.stop());

function measured(
  script: readonly (ScriptedAnswer | 'repeat')[],
  more: SteadyOptions = {},
  options: InstrumentOptions = {},
): SteadyFetch {
  const fetch = scriptedFetch(...script);
  const steady = createSteadyFetch({ clock: instantClock(), random: () => 0.5, ...more, fetch });
  instrument(steady, { tracer: false, meter: telemetry.meter, ...options });
  return steady;
}

test('a call and its attempts are counted by the durations, in seconds', async () => {
  const steady = measured([502, 200]);
  await steady(url);
  expect(await telemetry.points('steadyfetch.call.duration')).toEqual([
    {
      attributes: {
        'steadyfetch.upstream': upstream,
        'http.request.method': 'GET',
        'steadyfetch.outcome': 'succeeded',
        'steadyfetch.settled_because': 'success',
      },
      value: 0.125,
      count: 1,
    },
  ]);
  const attempts = await telemetry.points('steadyfetch.attempt.duration');
  expect(attempts.map(({ attributes, count }) => [attributes['steadyfetch.verdict'], count])).toEqual([
    ['bad-gateway', 1],
    ['ok', 1],
  ]);
});

test('a good call touches nothing but its durations', async () => {
  await measured([200])(url);
  const observed = ['steadyfetch.circuit.state', 'steadyfetch.calls.waiting', 'steadyfetch.retry_budget'];
  expect((await telemetry.names()).sort()).toEqual(
    ['steadyfetch.attempt.duration', 'steadyfetch.call.duration', ...observed].sort(),
  );
});

test('the time that was lost to waits is that between attempts', async () => {
  const clock = virtualClock();
  const slow = async () => {
    await clock.sleep(300);
    return 503;
  };
  const steady = measured([slow, slow, 200], { clock });
  await clock.runUntil(steady(url));
  const [lost] = await telemetry.points('steadyfetch.wait.duration');
  const [call] = await telemetry.points('steadyfetch.call.duration');
  expect(call?.value).toBeCloseTo((lost?.value ?? 0) + 0.6, 9);
  expect(lost).toMatchObject({ count: 1, attributes: { 'steadyfetch.upstream': upstream } });
  expect(await telemetry.by('steadyfetch.recoveries', 'steadyfetch.upstream')).toEqual({ [upstream]: 1 });
});

test('attempts beside each other are not time lost twice', async () => {
  const clock = virtualClock();
  const after = (ms: number) => async () => {
    await clock.sleep(ms);
    return 503;
  };
  // The second goes out after one second, and the call has failed when both have: 1.8 s after it began.
  const steady = measured([after(1_500), after(800), 200], { clock, retry: { hedgeAfterMs: 1_000 } });
  await clock.runUntil(steady(url));
  const [lost] = await telemetry.points('steadyfetch.wait.duration');
  const [call] = await telemetry.points('steadyfetch.call.duration');
  expect(lost?.value).toBeGreaterThan(0);
  expect(call?.value).toBeCloseTo((lost?.value ?? 0) + 1.8, 9);
  expect(await telemetry.by('steadyfetch.retries', 'steadyfetch.reason')).toEqual({
    silence: 1,
    'service-unavailable': 1,
  });
});

test('a series of retries begins with 0 at the failure, so that the first of them has a rate', async () => {
  const clock = virtualClock();
  const steady = measured([502, 200], { clock });
  const call = steady(url);
  await clock.advance(0);
  expect(await telemetry.by('steadyfetch.retries', 'steadyfetch.reason')).toEqual({ 'bad-gateway': 0 });
  expect(await telemetry.by('steadyfetch.recoveries', 'steadyfetch.upstream')).toEqual({ [upstream]: 0 });
  await clock.runUntil(call);
  expect(await telemetry.by('steadyfetch.retries', 'steadyfetch.reason')).toEqual({ 'bad-gateway': 1 });
});

test('what was refused is counted by why', async () => {
  const steady = measured([503, 'repeat'], { budget: { capacity: 1 }, circuit: false });
  await steady(url, { method: 'POST', body: 'x' });
  await steady(url);
  await steady(url);
  const refusals = await telemetry.by('steadyfetch.refusals', 'steadyfetch.settled_because');
  expect(refusals).toEqual({ 'not-replayable': 1, budget: 2 });
});

test('the circuit, the waiting calls and the budget are looked at when metrics are collected', async () => {
  const clock = virtualClock();
  const steady = measured([503, 'repeat'], { clock });
  const release = steady.isolate('https://down.example.com');
  expect(await telemetry.by('steadyfetch.circuit.state', 'steadyfetch.upstream')).toEqual({
    'https://down.example.com': 2,
  });
  release();
  const call = steady(url);
  await clock.advance(0);
  expect(await telemetry.by('steadyfetch.calls.waiting', 'steadyfetch.upstream')).toMatchObject({ [upstream]: 1 });
  expect(await telemetry.by('steadyfetch.retry_budget', 'steadyfetch.upstream')).toMatchObject({ [upstream]: 9 });
  await clock.runUntil(call);
  steady.close();
});

test('upstreams beyond the limit share one label, with the worst circuit among them', async () => {
  const steady = measured([200, 'repeat'], {}, { maxUpstreams: 2 });
  for (const host of ['a', 'b', 'c', 'd', 'a']) await steady(`https://${host}.example.com/`);
  steady.isolate('https://d.example.com');
  const counts = Object.fromEntries(
    (await telemetry.points('steadyfetch.call.duration')).map(({ attributes, count }) => [
      attributes['steadyfetch.upstream'],
      count,
    ]),
  );
  expect(counts).toEqual({ 'https://a.example.com': 2, 'https://b.example.com': 1, other: 2 });
  expect(await telemetry.by('steadyfetch.circuit.state', 'steadyfetch.upstream')).toEqual({
    'https://a.example.com': 0,
    'https://b.example.com': 0,
    other: 2,
  });
  steady.close();
});

test('methods that are not known share one label', async () => {
  const steady = measured([200, 'repeat']);
  for (const method of ['GET', 'PURGE', 'patch', 'X-1']) await steady(url, { method });
  const methods = (await telemetry.points('steadyfetch.call.duration')).map(({ attributes, count }) => [
    attributes['http.request.method'],
    count,
  ]);
  expect(methods).toEqual([
    ['GET', 1],
    ['_OTHER', 3],
  ]);
});

test('attributes of the app are on every metric', async () => {
  const steady = measured([502, 200], {}, { attributes: { client: 'shop' } });
  await steady(url);
  for (const name of await telemetry.names()) {
    for (const { attributes } of await telemetry.points(name)) expect(attributes).toMatchObject({ client: 'shop' });
  }
});

test('a call that began before is not counted, and after stopping nothing is', async () => {
  const clock = virtualClock();
  const steady = createSteadyFetch({ clock, random: () => 0.5, fetch: otelFetch(scriptedFetch(502, 200, 'repeat')) });
  const early = steady(url);
  await clock.advance(0);
  const stop = instrument(steady, { meter: telemetry.meter });
  await clock.runUntil(early);
  await steady(url);
  stop();
  await steady(url);
  const points = await telemetry.points('steadyfetch.call.duration');
  expect(points.map(({ count }) => count)).toEqual([1]);
  expect(await telemetry.points('steadyfetch.retries')).toEqual([]);
});

test.each([
  [{ tracer: true }, 'tracer must be a tracer, or false, got true'],
  [{ meter: {} }, 'meter must be a meter, or false, got {}'],
  [{ hasRequestSpans: 1 }, 'hasRequestSpans must be true or false, got 1'],
  [
    { propagate: 'https://api.example.com' },
    'propagate must be a list of keys of upstreams, got "https://api.example.com"',
  ],
  [{ propagate: ['a'], hasRequestSpans: true }, 'propagate must be left out beside hasRequestSpans'],
  [{ maxUpstreams: -1 }, 'maxUpstreams must be a whole number from 0 to 1000, got -1'],
  [{ urlFull: 'x' }, 'urlFull must be a function, got "x"'],
  [{ attributes: 'x' }, 'attributes must be an object, got "x"'],
  [{ metre: false }, 'metre must be left out: the options are tracer, meter, hasRequestSpans,'],
])('%j is refused with a sentence', (options, message) => {
  const steady = createSteadyFetch();
  expect(() => instrument(steady, options as InstrumentOptions)).toThrow(message);
  steady.close();
});

test('what is no client is refused', () => {
  expect(() => instrument(fetch as SteadyFetch)).toThrow('steady must be a client made by createSteadyFetch');
  expect(() => otelFetch('https://api.example.com' as never)).toThrow('inner must be a function');
});
