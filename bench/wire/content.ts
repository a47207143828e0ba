import { createHash } from 'node:crypto';
import { seeded } from '../faults/chance.ts';

/** Bytes that only this one has, and that both ends can make for themselves. */
export function contentOf(id: number, length: number): Buffer<ArrayBuffer> {
  const chance = seeded(id);
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let at = 0; at < words.length; at++) words[at] = chance() * 2 ** 32;
  return Buffer.from(words.buffer, 0, length);
}

export const digestOf = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('base64url');
