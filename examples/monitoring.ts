// Spans of a call that was sent again, the diagnostics channels, and lines of a log.
// Run it with: npm run build && npx tsx examples/monitoring.ts

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { stdout } from 'node:process';
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { pino } from 'pino';
import type { CallMessage, CircuitMessage } from 'steadyfetch';
import { createSteadyFetch } from 'steadyfetch';
import { instrument, otelFetch } from 'steadyfetch/otel';
import { instantClock, scriptedFetch } from 'steadyfetch/testing';
import { logCalls } from './monitoring/logs.ts';

const spans = new InMemorySpanExporter();
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
propagation.setGlobalPropagator(new W3CTraceContextPropagator());

const wire = scriptedFetch(502, 200);
const steady = createSteadyFetch({ fetch: otelFetch(wire), clock: instantClock(), random: () => 0.5 });
// #region propagate
instrument(steady, { propagate: ['https://shop.example.com'] });
// #endregion propagate

// #region spans
await trace.getTracer('shop').startActiveSpan('checkout', async (span) => {
  await steady('https://shop.example.com/catalogue?token=secret');
  span.end();
});
for (const { name, attributes } of spans.getFinishedSpans()) {
  console.log(name, attributes['http.response.status_code'] ?? '-', attributes['url.full'] ?? '-');
}
// #endregion spans
// Prints:
// GET 502 https://shop.example.com/catalogue?token=REDACTED
// GET 200 https://shop.example.com/catalogue?token=REDACTED
// steadyfetch GET 200 https://shop.example.com/catalogue?token=REDACTED
// checkout - -

const parents = wire.requests.map(({ headers }) => headers.get('traceparent')?.split('-')[2]);
const [first, second] = spans.getFinishedSpans().map((span) => span.spanContext().spanId);
console.log('each request names the span of its attempt:', parents[0] === first && parents[1] === second);
// Prints:
// each request names the span of its attempt: true

const options = { clock: instantClock(), random: () => 0.5 };
const shop = createSteadyFetch({ ...options, fetch: scriptedFetch(503, 200, 200, 502, 200, 503) });

// #region channels
const printCall = (message: unknown) => {
  const { report, verdict } = message as CallMessage;
  console.log(report.method, report.upstream, verdict.kind, report.attempts.length);
};
const printCircuit = (message: unknown) => {
  const { type, upstream } = message as CircuitMessage;
  console.log(type, upstream);
};
subscribe('steadyfetch:call', printCall);
subscribe('steadyfetch:circuit', printCircuit);

await shop('https://shop.example.com/catalogue');
shop.isolate('https://shop.example.com')();
// #endregion channels
// Prints:
// GET https://shop.example.com ok 2
// circuit.opened https://shop.example.com
// circuit.closed https://shop.example.com

unsubscribe('steadyfetch:call', printCall);
unsubscribe('steadyfetch:circuit', printCircuit);

// #region pino
const stopLogging = logCalls(pino({ base: null, timestamp: false }, stdout));
await shop('https://shop.example.com/catalogue'); // 200
await shop('https://shop.example.com/catalogue'); // 502, 200
await shop('https://shop.example.com/orders', { method: 'POST', body: '{}' }); // 503
// #endregion pino
// Prints:
// {"level":30,"upstream":"https://shop.example.com","method":"GET","attempts":2,"settledBecause":"success","verdict":"ok","elapsedMs":125,"supportIds":[],"msg":"a call was saved"}
// {"level":40,"upstream":"https://shop.example.com","method":"POST","attempts":1,"settledBecause":"not-replayable","verdict":"service-unavailable","elapsedMs":0,"supportIds":[],"msg":"a call failed"}
stopLogging();
shop.close();
