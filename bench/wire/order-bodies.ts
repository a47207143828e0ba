import { Readable } from 'node:stream';
import { contentOf } from './content.ts';

export const METHODS = ['POST', 'PUT'] as const;
export const BODY_KINDS = ['string', 'bytes', 'stream', 'Request'] as const;

export type Method = (typeof METHODS)[number];
export type BodyKind = (typeof BODY_KINDS)[number];

/** By the number of the order, in turn, so that every kind meets every phase of a run. */
export const methodOf = (id: number): Method => METHODS[id % METHODS.length] as Method;
export const kindOf = (id: number): BodyKind =>
  BODY_KINDS[Math.floor(id / METHODS.length) % BODY_KINDS.length] as BodyKind;

/** Readable text of 4 to 32 KiB, so that all kinds can carry the same. */
export const orderText = (id: number): string => contentOf(id, 3_072 * (1 + (id % 8))).toString('base64');

/** Built on node:http or undici's own request(): they take Node's streams, as their documentation has it. */
const NODE_STREAMS = ['axios + axios-retry', 'undici RetryAgent'];

/** They take a URL and options; effect has a request of its own. */
const NO_REQUESTS = [...NODE_STREAMS, 'got', 'wretch', 'effect'];

export const takes = (peer: string, kind: BodyKind): boolean => kind !== 'Request' || !NO_REQUESTS.includes(peer);

/** The arguments of a call that sends this order. */
export function orderCall(peer: string, url: string, id: number): [input: string | Request, init?: RequestInit] {
  const text = orderText(id);
  const bytes = new TextEncoder().encode(text);
  const init = { method: methodOf(id), headers: { 'content-type': 'application/octet-stream' } };
  switch (kindOf(id)) {
    case 'string':
      return [url, { ...init, body: text }];
    case 'bytes':
      return [url, { ...init, body: bytes }];
    case 'Request':
      return [new Request(url, { ...init, body: bytes })];
    case 'stream': {
      const body = streamOf(bytes);
      if (!NODE_STREAMS.includes(peer)) return [url, { ...init, body, duplex: 'half' } as RequestInit];
      return [url, { ...init, body: Readable.fromWeb(body as never) as never }];
    }
  }
}

/** In pieces, one when asked for the next, as files and transformations come. */
function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + 1_024));
      at += 1_024;
    },
  });
}
