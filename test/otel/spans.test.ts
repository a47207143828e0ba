import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSteadyFetch, type FetchLike, type SteadyFetch, type SteadyOptions } from '../../src/index.ts';
import { type InstrumentOptions, instrument, otelFetch } from '../../src/otel/index.ts';
import { instantClock, reset, type ScriptedAnswer, scriptedFetch, virtualClock } from '../../src/testing/index.ts';
import { startTelemetry, type Telemetry, treeOf } from './telemetry.ts';

const url = 'https://api.example.com/orders/1';

let telemetry: Telemetry;
let clients: SteadyFetch[];
beforeEach(() => {
  telemetry = startTelemetry();
  clients = [];
});
afterEach(async () => {
  for (const steady of clients) steady.close();
  await telemetry.stop();
});

function client(fetch: FetchLike, options: InstrumentOptions = {}, more: SteadyOptions = {}): SteadyFetch {
  const steady = createSteadyFetch({ clock: instantClock(), random: () => 0.5, ...more, fetch });
  clients.push(steady);
  instrument(steady, { meter: false, ...options });
  return steady;
}
const traced = (...script: (ScriptedAnswer | 'repeat')[]): SteadyFetch => client(otelFetch(scriptedFetch(...script)));
const attributesOf = (name: string) =>
  telemetry
    .spans()
    .filter((span) => span.name === name)
    .map((span) => span.attributes);

test('a call is a span within that of the app, and each attempt is one within that of the call', async () => {
  const steady = traced(502, 503, 200);
  await telemetry.within('checkout', () => steady(url));
  expect(treeOf(telemetry.spans())).toEqual(['checkout', '  steadyfetch GET', '    GET', '    GET', '    GET']);
});

test('spans of attempts follow the semantic conventions of HTTP clients', async () => {
  await traced(502, 200)('https://api.example.com:8443/orders/1');
  const request = {
    'http.request.method': 'GET',
    'url.full': 'https://api.example.com:8443/orders/1',
    'server.address': 'api.example.com',
    'server.port': 8443,
    'steadyfetch.upstream': 'https://api.example.com:8443',
  };
  expect(attributesOf('GET')).toEqual([
    {
      ...request,
      'http.response.status_code': 502,
      'error.type': '502',
      'steadyfetch.verdict': 'bad-gateway',
      'steadyfetch.evidence': ['status:502'],
    },
    { ...request, 'http.request.resend_count': 1, 'http.response.status_code': 200, 'steadyfetch.verdict': 'ok' },
  ]);
  expect(telemetry.spans().map(({ kind, status }) => [kind, status.code])).toEqual([
    [SpanKind.CLIENT, SpanStatusCode.ERROR],
    [SpanKind.CLIENT, SpanStatusCode.UNSET],
    [SpanKind.INTERNAL, SpanStatusCode.UNSET],
  ]);
});

test('the span of a call says how it ended, and lists its waits', async () => {
  await traced(503, 200)(url);
  const call = telemetry.spans().find(({ name }) => name === 'steadyfetch GET');
  expect(call?.attributes).toMatchObject({
    'steadyfetch.outcome': 'succeeded',
    'steadyfetch.settled_because': 'success',
    'steadyfetch.attempts': 2,
    'http.response.status_code': 200,
  });
  expect(call?.events.map(({ name, attributes }) => [name, attributes])).toEqual([
    ['retry.scheduled', { 'steadyfetch.wait_reason': 'backoff', 'steadyfetch.delay': 0.5 }],
  ]);
});

test('a failure without an answer has the kind of its verdict as its type', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  await expect(
    client(otelFetch(scriptedFetch(refused, 'repeat')), {}, { retry: { maxAttempts: 1 } })(url),
  ).rejects.toThrow();
  expect(attributesOf('GET')).toEqual([
    expect.objectContaining({ 'error.type': 'network', 'steadyfetch.evidence': ['code:ECONNREFUSED'] }),
  ]);
  expect(telemetry.spans().map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.ERROR]);
});

test('what the app aborts is no error', async () => {
  const steady = client(otelFetch(scriptedFetch('hang')), {}, { clock: virtualClock() });
  const controller = new AbortController();
  const call = steady(url, { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toThrow();
  expect(telemetry.spans().map(({ status, attributes }) => [status.code, attributes['steadyfetch.verdict']])).toEqual([
    [SpanStatusCode.UNSET, 'aborted'],
    [SpanStatusCode.UNSET, 'aborted'],
  ]);
});

test('a second attempt beside a silent one is a span beside it, and the one that lost is no error', async () => {
  const clock = virtualClock();
  const steady = client(otelFetch(scriptedFetch('hang', 200)), {}, { clock, retry: { hedgeAfterMs: 1_000 } });
  await clock.runUntil(steady(url));
  expect(treeOf(telemetry.spans())).toEqual(['steadyfetch GET', '  GET', '  GET']);
  const attempts = telemetry.spans().filter(({ name }) => name === 'GET');
  expect(attempts.map(({ attributes, status }) => [attributes['steadyfetch.verdict'], status.code]).sort()).toEqual([
    ['ok', SpanStatusCode.UNSET],
    ['superseded', SpanStatusCode.UNSET],
  ]);
});

test('the span of an attempt is active while its request is sent, and the context of the app around it', async () => {
  const active: (string | undefined)[] = [];
  const key = Symbol('baggage of the app');
  const inner = scriptedFetch(503, 503, 200);
  const steady = client(
    otelFetch((input, init) => {
      active.push(`${trace.getActiveSpan()?.spanContext().spanId} ${context.active().getValue(key)}`);
      return inner(input, init);
    }),
  );
  await context.with(context.active().setValue(key, 'kept'), () => steady(url));
  const attempts = telemetry.spans().filter(({ name }) => name === 'GET');
  expect(active).toEqual(attempts.map((span) => `${span.spanContext().spanId} kept`));
});

test('calls beside each other to one URL, and calls that a listener makes, keep their own spans', async () => {
  const sent: (string | undefined)[] = [];
  const steady = client(
    otelFetch(async (input) => {
      sent.push(`${String(input).slice(-1)} ${trace.getActiveSpan()?.spanContext().traceId}`);
      return new Response('', { status: sent.length <= 4 ? 502 : 200 });
    }),
  );
  const nested: Promise<unknown>[] = [];
  // Its events are queued while those of the call that it listens to are being delivered.
  const stop = steady.on('call.started', () => {
    stop();
    nested.push(steady(`${url}2`), steady(`${url}2`));
  });
  const traces = await Promise.all(
    ['1', '1'].map((name) =>
      telemetry.within(name, async (span) => {
        await steady(`${url}${name}`);
        return span.spanContext().traceId;
      }),
    ),
  );
  await Promise.all(nested);
  const spans = telemetry.spans();
  expect(spans.filter(({ name }) => name === 'steadyfetch GET')).toHaveLength(4);
  for (const call of spans.filter(({ name }) => name === 'steadyfetch GET')) {
    const attempts = spans.filter(({ parentSpanContext }) => parentSpanContext?.spanId === call.spanContext().spanId);
    expect(attempts).toHaveLength(Number(call.attributes['steadyfetch.attempts']));
    expect(new Set(attempts.map(({ attributes }) => attributes['url.full']))).toEqual(
      new Set([call.attributes['url.full']]),
    );
  }
  // Both calls of the app were sent within their own traces, each time.
  for (const id of traces) expect(sent.filter((line) => line === `1 ${id}`).length).toBeGreaterThan(1);
});

test('without otelFetch there are the same spans, which no request is within', async () => {
  const active: unknown[] = [];
  const steady = client(async () => {
    active.push(trace.getActiveSpan());
    return new Response('', { status: active.length === 1 ? 502 : 200 });
  });
  await steady(url);
  expect(treeOf(telemetry.spans())).toEqual(['steadyfetch GET', '  GET', '  GET']);
  expect(active).toEqual([undefined, undefined]);
});

test('two clients that share an otelFetch are not mixed up', async () => {
  const shared = otelFetch(scriptedFetch(200, 'repeat'));
  const [one, two] = [
    client(shared, { attributes: { client: 'one' } }),
    client(shared, { attributes: { client: 'two' } }),
  ];
  await Promise.all([one(`${url}?1`), two(`${url}?2`), two(`${url}?2`)]);
  const clientsOf = (name: string) =>
    attributesOf(name)
      .map((attributes) => attributes['client'])
      .sort();
  expect(clientsOf('GET')).toEqual(['one', 'two', 'two']);
  expect(clientsOf('steadyfetch GET')).toEqual(['one', 'two', 'two']);
});

test('secrets of an address stay out of spans', async () => {
  const { fetch } = { fetch: async () => new Response('') };
  const steady = client(otelFetch(fetch));
  await steady('https://ann:secret1@api.example.com/a?token=secret2&secret3&page=2#secret4');
  expect(attributesOf('GET')[0]?.['url.full']).toBe(
    'https://REDACTED:REDACTED@api.example.com/a?token=REDACTED&REDACTED&page=REDACTED',
  );
  expect(
    JSON.stringify(telemetry.spans().map(({ attributes, events, name }) => [attributes, events, name])),
  ).not.toContain('secret');
});

test('urlFull says what of an address is shown', async () => {
  const steady = client(otelFetch(scriptedFetch(200)), { urlFull: ({ host }) => `https://${host}/...` });
  await steady(url);
  expect(attributesOf('GET')[0]?.['url.full']).toBe('https://api.example.com/...');
});

test('a method of the app is _OTHER, and the span keeps it beside that', async () => {
  await traced(200)(url, { method: 'PURGE' });
  expect(attributesOf('HTTP')).toEqual([
    expect.objectContaining({ 'http.request.method': '_OTHER', 'http.request.method_original': 'PURGE' }),
  ]);
});

test('a relative address, which only the inner fetch knows, has no attributes', async () => {
  const steady = client(
    otelFetch(async () => new Response('')),
    {},
    { onListenerError: () => {} },
  );
  await steady('/orders');
  expect(Object.keys(attributesOf('GET')[0] ?? {})).not.toContain('url.full');
});

test('with another instrumentation that makes client spans, ours are internal', async () => {
  await client(otelFetch(scriptedFetch(200)), { hasRequestSpans: true })(url);
  expect(telemetry.spans().map(({ kind }) => kind)).toEqual([SpanKind.INTERNAL, SpanKind.INTERNAL]);
});

const traceparents = (fetch: { readonly requests: readonly Request[] }) =>
  fetch.requests.map((request) => request.headers.get('traceparent'));
const expectedParents = () =>
  telemetry
    .spans()
    .filter(({ name }) => name === 'PUT' || name === 'GET')
    .map((span) => `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`);

test('the upstreams that propagate names get the context of each attempt, and no others', async () => {
  const fetch = scriptedFetch(502, 200, 'repeat');
  const steady = client(otelFetch(fetch), { propagate: ['https://api.example.com'] });
  await steady(url);
  await steady('https://elsewhere.example.com/');
  expect(traceparents(fetch)).toEqual([...expectedParents().slice(0, 2), null]);
  expect(new Set(traceparents(fetch)).size).toBe(3);
});

test('the headers of a call and of a Request stay beside those of the context', async () => {
  const fetch = scriptedFetch(502, 200, 502, 200);
  const steady = client(otelFetch(fetch), { propagate: ['https://api.example.com'] });
  await steady(url, { headers: { 'x-own': '1', traceparent: 'that of the app' } });
  const body = { method: 'PUT', body: 'text', headers: { 'x-own': '1' } };
  await steady(new Request(url, { ...body, referrerPolicy: 'no-referrer' }));
  expect(fetch.requests.map(({ headers }) => headers.get('x-own'))).toEqual(['1', '1', '1', '1']);
  expect(await Promise.all(fetch.requests.slice(2).map((request) => request.text()))).toEqual(['text', 'text']);
  expect(fetch.requests.slice(2).map(({ referrerPolicy }) => referrerPolicy)).toEqual(['no-referrer', 'no-referrer']);
  expect(traceparents(fetch)).toEqual(expectedParents());
});

test('a client that is globalThis.fetch does not call itself', async () => {
  const { fetch } = globalThis;
  const bare = scriptedFetch(200, 200);
  try {
    globalThis.fetch = bare;
    const steady = client(otelFetch());
    globalThis.fetch = steady;
    expect((await globalThis.fetch(url)).status).toBe(200);
    // One more, made while the other is there.
    expect((await client(otelFetch())(url)).status).toBe(200);
    expect(bare.requests).toHaveLength(2);
  } finally {
    globalThis.fetch = fetch;
  }
});

test('a tracer that throws breaks no call, and no metrics', async () => {
  const errors: unknown[] = [];
  const tracer = {
    startSpan: () => {
      throw new Error('a bug in a span processor');
    },
    startActiveSpan: () => undefined as never,
  };
  const steady = client(
    otelFetch(scriptedFetch(502, 200)),
    { tracer, meter: telemetry.meter },
    { onListenerError: (error) => errors.push(error) },
  );
  expect((await steady(url)).status).toBe(200);
  expect(errors).toHaveLength(1);
  expect(await telemetry.by('steadyfetch.retries', 'steadyfetch.reason')).toEqual({ 'bad-gateway': 1 });
});

test('a span that cannot be made at its request lets the request go', async () => {
  let made = 0;
  const tracer = {
    ...telemetry.tracer,
    startSpan: (...args: Parameters<typeof telemetry.tracer.startSpan>) => {
      if (++made > 1) throw new Error('a bug in a sampler');
      return telemetry.tracer.startSpan(...args);
    },
    startActiveSpan: () => undefined as never,
  };
  expect((await client(otelFetch(scriptedFetch(200)), { tracer }, { onListenerError: () => {} })(url)).status).toBe(
    200,
  );
});

test('stopping ends the spans that are open, and makes no more', async () => {
  const steady = createSteadyFetch({ clock: virtualClock(), fetch: otelFetch(scriptedFetch('hang', 200)) });
  clients.push(steady);
  const stop = instrument(steady, { meter: false });
  void steady(url).catch(() => {});
  stop();
  expect(treeOf(telemetry.spans())).toEqual(['steadyfetch GET', '  GET']);
  await steady(url);
  expect(telemetry.spans()).toHaveLength(2);
});

test('a client that is reset or closed leaves no span open', async () => {
  const steady = client(otelFetch(scriptedFetch('hang', 'hang', 200)), {}, { clock: virtualClock() });
  void steady(url).catch(() => {});
  reset(steady);
  expect(telemetry.spans()).toHaveLength(2);
  void steady(url).catch(() => {});
  steady.close();
  expect(telemetry.spans()).toHaveLength(4);
});
