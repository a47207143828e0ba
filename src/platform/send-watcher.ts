import { nodeModule } from './runtime.ts';

interface Channel {
  subscribe(listener: (message: unknown) => void): void;
  unsubscribe(listener: (message: unknown) => void): void;
}

interface SentMessage {
  readonly request?: { readonly origin?: unknown; readonly method?: unknown; readonly path?: unknown };
}

/** A request that is being watched. */
export interface Watch {
  readonly wasSeen: boolean;
  stop(): void;
}

/**
 * Watches whether requests go out on any connection, as Node's own fetch tells on its diagnostics channel.
 *
 * A refused connection may be that of a later hop, to the very address of the first one: a server that takes a POST, answers it with
 * a redirect and shuts down. Only this tells the two apart. Where the platform does not tell, nothing is seen; so it can only
 * speak against a proof.
 */
export class SendWatcher {
  /** Watches by the request that they wait for. One subscription to the channel serves all of them. */
  readonly #watched = new Map<string, Set<{ wasSeen: boolean }>>();
  readonly #onSent = (message: unknown) => {
    const { request } = message as SentMessage;
    // Another call's request to the same URL counts as well: too careful is careful enough.
    const key = `${String(request?.method)} ${String(request?.origin)}${String(request?.path)}`;
    for (const watch of this.#watched.get(key) ?? []) watch.wasSeen = true;
  };

  watch(method: string, url: string): Watch {
    const channel = channelOf();
    // A page in a test environment on Node may use relative URLs; no error proves anything about those.
    if (channel === undefined || !/^https?:/i.test(url)) return UNSEEN;
    const { origin, pathname, search } = new URL(url);
    const key = `${method} ${origin}${pathname}${search}`;
    if (this.#watched.size === 0) channel.subscribe(this.#onSent);
    const watches = this.#watched.get(key) ?? new Set();
    this.#watched.set(key, watches);
    const watch = {
      wasSeen: false,
      stop: () => {
        if (!watches.delete(watch) || watches.size > 0) return;
        this.#watched.delete(key);
        if (this.#watched.size === 0) channel.unsubscribe(this.#onSent);
      },
    };
    watches.add(watch);
    return watch;
  }
}

const channelOf = (): Channel | undefined =>
  nodeModule<{ channel(name: string): Channel }>('node:diagnostics_channel')?.channel('undici:client:sendHeaders');

const UNSEEN: Watch = { wasSeen: false, stop: () => {} };
