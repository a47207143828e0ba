export { type OutagePageOptions, outagePage, type PageLanguage } from '../outage-page/index.ts';
export { type ServeOptions, serveSteadily } from './serve.ts';
export { withWorker } from './with-worker.ts';
