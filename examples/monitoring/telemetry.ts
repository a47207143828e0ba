// A client that Prometheus can watch. The tests scrape it with a real Prometheus.

// #region setup
import { metrics } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { createSteadyFetch } from 'steadyfetch';
import { instrument, otelFetch } from 'steadyfetch/otel';
// #endregion setup

export function startClient(port: number) {
  // #region setup
  const exporter = new PrometheusExporter({ host: '127.0.0.1', port });
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [exporter] }));

  const steady = createSteadyFetch({ fetch: otelFetch() });
  const stop = instrument(steady);
  // #endregion setup
  return {
    steady,
    async close() {
      stop();
      steady.close();
      metrics.disable();
      await exporter.shutdown();
    },
  };
}
