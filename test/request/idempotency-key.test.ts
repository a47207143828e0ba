import { afterEach, describe, expect, test, vi } from 'vitest';
import { createKey, DEFAULT_KEY } from '../../src/request/idempotency-key.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const bytes = (value: number) => ({ getRandomValues: (list: Uint8Array) => list.fill(value) });

describe('the default key', () => {
  test.each<[string, unknown, string]>([
    ['a UUID, where the engine makes them', { randomUUID: () => 'a-uuid', ...bytes(1) }, 'a-uuid'],
    ['16 random bytes, where it makes only those', bytes(0x0f), '0f'.repeat(16)],
  ])('is %s', (_what, crypto, key) => {
    vi.stubGlobal('crypto', crypto);
    expect(createKey(DEFAULT_KEY)).toBe(key);
  });

  test.each([[undefined], [{}]])('is another one each time in an engine without random bytes (%o)', (crypto) => {
    vi.stubGlobal('crypto', crypto);
    const keys = Array.from({ length: 100 }, () => createKey(DEFAULT_KEY));
    for (const key of keys) expect(key).toMatch(/^[\da-f]{32}$/);
    expect(new Set(keys).size).toBe(100);
    expect(new Set(keys.join('')).size).toBe(16);
  });
});

test.each([[''], [7], [undefined], [null]])('a key that is none is refused (%o)', async (key) => {
  const option = { header: 'Idempotency-Key', create: () => key as string };
  const message = /idempotencyKey\.create must be a function that returns a string that is not empty/;
  expect(() => createKey(option)).toThrow(message);
  await expect(createKey({ ...option, create: async () => key as string })).rejects.toThrow(message);
});
