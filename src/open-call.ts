import type { SteadyInit } from './model/handle.ts';
import type { SteadyCallOptions } from './model/options.ts';
import type { FetchInit, FetchInput } from './model/ports.ts';
import { checkCallOptions } from './option-shapes.ts';
import { copyInit, isHopeless, isRequest } from './pipeline/arguments.ts';
import { Call } from './pipeline/call.ts';
import type { Core } from './pipeline/core.ts';
import type { Upstreams } from './pipeline/upstreams.ts';
import { isRawOriginOf, originOf, rawOrigin } from './rules/upstream-key.ts';

/** Reads what the caller gave into a call. */
export class CallOpener {
  readonly #core: Core;
  readonly #upstreams: Upstreams;
  readonly #keyOf: ((url: URL) => string) | undefined;
  readonly #maxOrigins: number;
  /** Raw origin to normal origin, so that a URL is parsed once per origin and not once per call. */
  readonly #origins = new Map<string, string | undefined>();
  /** Most calls go where the one before went. */
  #lastRaw = '';
  #lastOrigin: string | undefined;
  #opened = 0;

  constructor(core: Core, upstreams: Upstreams, keyOf: ((url: URL) => string) | undefined, maxOrigins: number) {
    this.#core = core;
    this.#upstreams = upstreams;
    this.#keyOf = keyOf;
    this.#maxOrigins = maxOrigins;
  }

  /**
   * Opens a call; `undefined` where there is nothing to keep steady: `data:` and `blob:` URLs, and what `fetch` refuses anyway.
   *
   * @throws OptionsError when `init.steady` is wrong
   */
  open(input: FetchInput, init: SteadyInit | undefined): Call | undefined {
    if (isHopeless(input, init)) return undefined;
    const own = init?.steady ?? NO_OPTIONS;
    if (own !== NO_OPTIONS) checkCallOptions(own, 'init.steady');
    const url = typeof input === 'string' ? input : isRequest(input) ? input.url : String(input);
    const key = own.upstream ?? this.#keyFor(url);
    if (key === undefined) return undefined;

    const upstream = this.#upstreams.of(key);
    return new Call(++this.#opened, input, withoutOurs(init), own, url, upstream, this.#core.clock.now());
  }

  #keyFor(url: string): string | undefined {
    if (this.#lastOrigin !== undefined && isRawOriginOf(this.#lastRaw, url)) return this.#lastOrigin;
    const raw = rawOrigin(url);
    if (raw !== undefined && this.#keyOf === undefined) return this.#originOf(raw);
    const absolute = parse(url);
    if (absolute === undefined || !/^https?:$/.test(absolute.protocol)) return undefined;
    return this.#keyOf === undefined ? absolute.origin : String(this.#keyOf(absolute));
  }

  #originOf(raw: string): string | undefined {
    const origin = this.#origins.get(raw) ?? originOf(raw);
    if (!this.#origins.has(raw)) {
      if (this.#origins.size >= this.#maxOrigins) this.#origins.clear();
      this.#origins.set(raw, origin);
    }
    this.#lastRaw = raw;
    this.#lastOrigin = origin;
    return origin;
  }
}

const NO_OPTIONS: SteadyCallOptions = Object.freeze({});

/** Relative URLs mean what they mean to the page or worker. */
function parse(url: string): URL | undefined {
  const { document, location } = globalThis as { document?: { baseURI?: string }; location?: { href?: string } };
  try {
    return new URL(url, document?.baseURI ?? location?.href);
  } catch {
    return undefined;
  }
}

/** The caller's own init, but for our key, which is no business of the inner fetch. */
export function withoutOurs(init: SteadyInit | undefined): FetchInit | undefined {
  if (typeof init !== 'object' || init === null || !('steady' in init)) return init ?? undefined;
  const copy = copyInit(init);
  delete copy['steady'];
  return copy;
}
