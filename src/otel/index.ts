export { instrument } from './instrument.ts';
export type { InstrumentOptions } from './options.ts';
export { otelFetch } from './otel-fetch.ts';
