export {
  badGateway,
  type CutBodyOptions,
  cutBody,
  type GatewayOptions,
  gatewayTimeout,
  type UnavailableOptions,
  unavailable,
} from './answers.ts';
export { type BrownoutOptions, brownout, type EndableHandler, flaky, type OutageOptions, outage } from './outages.ts';
export type { Gateway } from './pages.ts';
