import { metrics, trace } from '@opentelemetry/api';
import { OptionsError, type SteadyFetch } from '../index.ts';
import { Metrics } from './metrics.ts';
import { checkOptions, type InstrumentOptions } from './options.ts';
import { sendBy } from './otel-fetch.ts';
import { Spans } from './spans.ts';

const NAME = 'steadyfetch';

/**
 * Makes OpenTelemetry spans and metrics of what a client does. Returns how to stop.
 *
 * Its `fetch` should be an `otelFetch`: then each request is sent within the span of its attempt.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function instrument(steady: SteadyFetch, options: InstrumentOptions = {}): () => void {
  if (typeof steady?.subscribe !== 'function') {
    throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  }
  checkOptions(options);
  const { tracer = trace.getTracer(NAME), meter = metrics.getMeter(NAME) } = options;
  const spans = tracer === false ? undefined : new Spans(tracer, options);
  const counts = meter === false ? undefined : new Metrics(meter, steady, options);
  const stopSending = spans && sendBy(steady, (callId, attempt, inner) => spans.send(callId, attempt, inner));
  // Each for itself: what an exporter's bug breaks is one of them.
  const stopSpans = spans && steady.subscribe((event) => spans.hear(event));
  const stopCounts = counts && steady.subscribe((event) => counts.hear(event));
  return () => {
    stopSpans?.();
    stopCounts?.();
    stopSending?.();
    spans?.close();
    counts?.close();
  };
}
