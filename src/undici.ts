import type { Sending } from './pipeline/core.ts';

interface Channel {
  subscribe(listener: (message: unknown) => void): void;
  unsubscribe(listener: (message: unknown) => void): void;
}

interface Nodeish {
  readonly process?: {
    getBuiltinModule?(name: 'node:diagnostics_channel'): { channel(name: string): Channel } | undefined;
  };
}

interface SentMessage {
  readonly request?: { readonly origin?: unknown; readonly method?: unknown; readonly path?: unknown };
}

/**
 * Watches whether such a request goes out on any connection, as Node's own fetch tells on its diagnostics channel.
 *
 * A refused connection may be that of a later hop, to the very address of the first one: a server that takes a POST, answers it with
 * a redirect and shuts down. Only this tells the two apart. Where nobody tells, nothing is seen; so it can only speak against a proof.
 */
export function watchSending(method: string, url: string): Sending {
  const channel = (globalThis as Nodeish).process
    ?.getBuiltinModule?.('node:diagnostics_channel')
    ?.channel('undici:client:sendHeaders');
  // A page in a test environment on Node may use relative addresses; no error proves anything of those.
  if (channel === undefined || !/^https?:/i.test(url)) return UNSEEN;
  const { origin, pathname, search } = new URL(url);
  const sending = {
    wasSeen: false,
    stop: () => channel.unsubscribe(onSent),
  };
  const onSent = (message: unknown) => {
    const { request } = message as SentMessage;
    // Another call's request to the same address counts as well: too careful is careful enough.
    if (String(request?.origin) === origin && request?.method === method && request.path === pathname + search) {
      sending.wasSeen = true;
    }
  };
  channel.subscribe(onSent);
  return sending;
}

const UNSEEN: Sending = { wasSeen: false, stop: () => {} };
