import type { Attributes, Meter, Tracer } from '@opentelemetry/api';
import { OptionsError } from '../index.ts';

/** What `instrument` takes. */
export interface InstrumentOptions {
  /**
   * Makes the spans. `false` makes none.
   *
   * @defaultValue `trace.getTracer('steadyfetch')`
   */
  readonly tracer?: false | Tracer;
  /**
   * Makes the metrics. `false` makes none.
   *
   * @defaultValue `metrics.getMeter('steadyfetch')`, looked up once: register the SDK before
   */
  readonly meter?: false | Meter;
  /**
   * Does another instrumentation make a client span for each request, such as `@opentelemetry/instrumentation-undici`? Then those are the
   * client spans, children of our attempts, and our own ones are internal.
   *
   * @defaultValue false
   */
  readonly hasRequestSpans?: boolean;
  /**
   * Keys of the upstreams whose requests get the headers of the context: `traceparent`, and whatever else the propagator writes. For pages:
   * a header of its own makes a browser ask another origin for permission first. Needs `otelFetch`, and no other instrumentation that does
   * the same.
   *
   * @defaultValue []
   */
  readonly propagate?: readonly string[];
  /**
   * How many upstreams have a label of their own in metrics. All others share the label `other`.
   *
   * @defaultValue 50
   */
  readonly maxUpstreams?: number;
  /**
   * Makes `url.full` of a URL.
   *
   * @defaultValue user, password and the values of the query become `REDACTED`; no fragment
   */
  readonly urlFull?: (url: URL) => string;
  /**
   * Added to every span and metric, for example to tell the clients of one process apart.
   *
   * @defaultValue none
   */
  readonly attributes?: Attributes;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Each option, whether a value is allowed, and what is, in words. */
const CHECKS: Readonly<Record<keyof InstrumentOptions, readonly [(value: unknown) => boolean, string]>> = {
  tracer: [(value) => value === false || (isObject(value) && 'startSpan' in value), 'a tracer, or false'],
  meter: [(value) => value === false || (isObject(value) && 'createHistogram' in value), 'a meter, or false'],
  hasRequestSpans: [(value) => typeof value === 'boolean', 'true or false'],
  propagate: [
    (value) => Array.isArray(value) && value.every((key) => typeof key === 'string'),
    'a list of keys of upstreams',
  ],
  maxUpstreams: [
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000,
    'a whole number from 0 to 1000',
  ],
  urlFull: [(value) => typeof value === 'function', 'a function'],
  attributes: [isObject, 'an object'],
};

export function checkOptions(options: InstrumentOptions): void {
  if (!isObject(options)) throw new OptionsError('options', options, 'an object');
  for (const [name, value] of Object.entries(options)) {
    const check = CHECKS[name as keyof InstrumentOptions];
    if (check === undefined)
      throw new OptionsError(name, value, `left out: the options are ${Object.keys(CHECKS).join(', ')}`);
    if (value !== undefined && !check[0](value)) throw new OptionsError(name, value, check[1]);
  }
  if (options.hasRequestSpans === true && (options.propagate ?? []).length > 0) {
    throw new OptionsError(
      'propagate',
      options.propagate,
      'left out beside hasRequestSpans: what makes those spans writes the headers',
    );
  }
}
