import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { createSteadyFetch } from '../../dist/index.js';
import { instrument, otelFetch } from '../../dist/otel.js';

type Call = (url: string) => Promise<Response>;

export const PLAIN = 'steadyfetch';
export const UNDICI = 'steadyfetch, instrumentation-undici';
export const OURS = 'steadyfetch, steadyfetch/otel';
export const BOTH = 'steadyfetch, both';

/**
 * What is measured, by its name. Each runs in a process of its own: instrumentations belong to a process.
 *
 * @param stub - Instead of the network, which the instrumentation of undici needs.
 */
export const SUBJECTS: Readonly<Record<string, (stub: Call | undefined) => Call>> = {
  [PLAIN]: (stub) => createSteadyFetch(stub === undefined ? {} : { fetch: stub as typeof fetch }),
  [OURS]: (stub) => {
    startSdk();
    const steady = createSteadyFetch({ fetch: otelFetch(stub as typeof fetch | undefined) });
    instrument(steady);
    return steady;
  },
  [UNDICI]: () => {
    startSdk();
    new UndiciInstrumentation();
    return createSteadyFetch();
  },
  [BOTH]: () => {
    startSdk();
    new UndiciInstrumentation();
    const steady = createSteadyFetch({ fetch: otelFetch() });
    instrument(steady, { hasRequestSpans: true });
    return steady;
  },
};

/** Spans are made, recorded and dropped, and metrics are added up. What an exporter costs is its own. */
function startSdk(): void {
  const dropped = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [dropped] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
}
