import { NOTHING } from './abort-signals.ts';

/** What has a body: a request or a response, of the engine, a polyfill or a mock. */
interface WithBody {
  readonly body?: unknown;
}

/** node-fetch and others give Node's own streams. */
export interface NodeStream {
  on(event: 'error', listener: () => void): void;
  resume(): void;
  destroy(): void;
}

/** Mocks and polyfills give stand-ins whose body is nothing, a string, or a stream of another kind. */
export function hasOpenBody<Owner extends WithBody>(
  owner: Owner,
): owner is Owner & { readonly body: ReadableStream<Uint8Array> } {
  const body = owner.body as ReadableStream<Uint8Array> | null | undefined;
  return typeof body?.cancel === 'function' && typeof body.getReader === 'function' && !body.locked;
}

export const isNodeStream = (body: unknown): body is NodeStream => {
  const stream = body as Partial<NodeStream> | null | undefined;
  return typeof stream?.destroy === 'function' && typeof stream.on === 'function';
};

/** Ends a body that will not be read. */
export function cancelBody(owner: WithBody): void {
  const { body } = owner;
  if (isNodeStream(body)) {
    body.on('error', NOTHING);
    body.destroy();
  } else if (hasOpenBody(owner)) {
    cancelQuietly(owner.body);
  }
}

/** Mocks may refuse, or return no promise. Then it stays open. */
export function cancelQuietly(source: { cancel(): unknown }): void {
  try {
    Promise.resolve(source.cancel()).catch(NOTHING);
  } catch {
    // There is no other way.
  }
}
