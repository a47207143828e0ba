import { OptionsError } from '../model/errors.ts';
import type { ResolvedIdempotencyKey } from '../model/options.ts';

/** Used where a key is asked for and nothing else is said. */
export const DEFAULT_KEY: ResolvedIdempotencyKey = Object.freeze({ header: 'Idempotency-Key', create: randomKey });

interface MaybeCrypto {
  randomUUID?(): string;
  getRandomValues?(bytes: Uint8Array): Uint8Array;
}

/** `randomUUID` exists only in secure contexts, and some runtimes have no `crypto` at all. */
function randomKey(): string {
  const { crypto } = globalThis as { crypto?: MaybeCrypto };
  const uuid = crypto?.randomUUID?.();
  if (uuid !== undefined) return uuid;
  const bytes = crypto?.getRandomValues?.(new Uint8Array(16)) ?? Array.from({ length: 16 }, () => Math.random() * 256);
  return Array.from(bytes, (byte) => Math.floor(byte).toString(16).padStart(2, '0')).join('');
}

/** Asks the app, or the default, for a key. */
export function createKey({ create }: ResolvedIdempotencyKey): string | Promise<string> {
  const key: unknown = create();
  return isThenable(key) ? Promise.resolve(key).then(checkKey) : checkKey(key);
}

/** Orders that share a key would be taken for one order. */
function checkKey(key: unknown): string {
  if (typeof key === 'string' && key !== '') return key;
  throw new OptionsError('idempotencyKey.create', key, 'a function that returns a string that is not empty');
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
