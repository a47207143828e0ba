import { type Attributes, context, propagation, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

interface Point {
  readonly attributes: Attributes;
  readonly value: number;
  /** Of histograms. */
  readonly count: number;
}

/** The SDK of an app, with exporters that keep what they get. */
export function startTelemetry() {
  const spanExporter = new InMemorySpanExporter();
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  // Collects only when it is asked: an hour is longer than any test.
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  const meters = new MeterProvider({ readers: [reader] });
  const contexts = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(contexts);
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(tracers);

  const points = async (name: string): Promise<Point[]> => {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw errors[0];
    return resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(
        ({ dataPoints }) => dataPoints as { attributes: Attributes; value: number | { sum: number; count: number } }[],
      )
      .map(({ attributes, value }) =>
        typeof value === 'number'
          ? { attributes, value, count: 1 }
          : { attributes, value: value.sum, count: value.count },
      );
  };

  return {
    tracer: tracers.getTracer('steadyfetch'),
    meter: meters.getMeter('steadyfetch'),
    meters,
    tracers,
    /** Those that have ended, the last one last. */
    spans: (): ReadableSpan[] => spanExporter.getFinishedSpans(),
    /** Has the app do something within a span of its own. */
    within: async <T>(name: string, act: (span: Span) => Promise<T>): Promise<T> =>
      tracers.getTracer('app').startActiveSpan(name, async (span) => {
        try {
          return await act(span);
        } finally {
          span.end();
        }
      }),
    points,
    /** One metric by one of its attributes. */
    by: async (name: string, attribute: string): Promise<Record<string, number>> => {
      const sums: Record<string, number> = {};
      for (const { attributes, value } of await points(name)) {
        const key = String(attributes[attribute]);
        sums[key] = (sums[key] ?? 0) + value;
      }
      return sums;
    },
    names: async (): Promise<string[]> => {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics.map(({ descriptor }) => descriptor.name));
    },
    async stop(): Promise<void> {
      await tracers.shutdown();
      await meters.shutdown();
      contexts.disable();
      context.disable();
      propagation.disable();
      trace.disable();
    },
  };
}

export type Telemetry = ReturnType<typeof startTelemetry>;

/** Spans as a tree of names, in the order in which they started. */
export function treeOf(spans: readonly ReadableSpan[], parent?: string): string[] {
  return spans
    .filter(({ parentSpanContext }) => parentSpanContext?.spanId === parent)
    .sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
    .flatMap((span) => [span.name, ...treeOf(spans, span.spanContext().spanId).map((name) => `  ${name}`)]);
}
