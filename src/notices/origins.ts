import type { Notice, NoticeCause } from './notice.ts';

const ORIGINS: Readonly<Record<NoticeCause, Notice['origin']>> = {
  'bad-gateway': 'service',
  unavailable: 'service',
  'unavailable-until': 'service',
  'gateway-timeout': 'service',
  'server-error': 'service',
  'rate-limited': 'service',
  many: 'service',
  offline: 'device',
  'not-found': 'request',
  gone: 'request',
  'signed-out': 'request',
  forbidden: 'request',
  rejected: 'request',
  timeout: 'unknown',
  network: 'unknown',
  slow: 'unknown',
  stopped: 'unknown',
};

const PROSPECTS: Readonly<Partial<Record<NoticeCause, Notice['temporary']>>> = {
  // The answer does not say (RFC 9110 section 15.5.5); where nothing answered, no server did.
  'not-found': 'unknown',
  timeout: 'unknown',
  network: 'unknown',
  stopped: 'unknown',
  gone: 'no',
  'signed-out': 'no',
  forbidden: 'no',
  rejected: 'no',
};

/** Whose side it is most likely on. */
export const originOf = (cause: NoticeCause): Notice['origin'] => ORIGINS[cause];

/** Will it pass? */
export const temporaryOf = (cause: NoticeCause): Notice['temporary'] => PROSPECTS[cause] ?? 'likely';
