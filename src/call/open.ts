import type { SteadyInit } from '../model/handle.ts';
import type { FetchInit, FetchInput } from '../model/ports.ts';
import { checkCallOptions } from '../options/schema.ts';
import { copyInit, isForFetchAlone, isRequest } from '../request/fetch-args.ts';
import { isRawOriginOf, originOf, parseUrl, RELATIVE_KEY, rawOrigin } from '../request/origin.ts';
import { CallSettings } from '../request/settings.ts';
import type { Upstreams } from '../upstream/upstreams.ts';
import { Call } from './call.ts';
import type { Context } from './context.ts';

/** Reads what the caller gave into a call. */
export class CallOpener {
  readonly #context: Context;
  readonly #upstreams: Upstreams;
  readonly #keyOf: ((url: URL) => string) | undefined;
  /** Raw origin to normal origin, so that a URL is parsed once per origin and not once per call. */
  readonly #origins = new Map<string, string>();
  /** Most calls go where the one before went. */
  #lastRaw = '';
  #lastOrigin: string | undefined;
  #opened = 0;
  #hasWarned = false;

  constructor(context: Context, upstreams: Upstreams, keyOf: ((url: URL) => string) | undefined) {
    this.#context = context;
    this.#upstreams = upstreams;
    this.#keyOf = keyOf;
  }

  /**
   * Opens a call; `undefined` for what goes to the inner fetch as it is: `data:` and `blob:` URLs, what `fetch` refuses anyway, and what
   * was aborted before.
   *
   * @throws OptionsError when `init.steady` is wrong
   */
  open(input: FetchInput, init: SteadyInit | undefined): Call | undefined {
    if (isForFetchAlone(input, init)) return undefined;
    const options = init?.steady;
    if (options !== undefined) checkCallOptions(options);
    const request = isRequest(input) ? input : undefined;
    const url = request?.url ?? String(input);
    // An object that is a string only when asked is asked once.
    const given = typeof input === 'object' && request === undefined && !(input instanceof URL) ? url : input;
    const key = options?.upstream ?? this.#keyFor(url);
    if (key === undefined) return undefined;

    const upstream = this.#upstreams.of(key);
    const settings =
      init == null && request === undefined
        ? upstream.settings
        : new CallSettings(upstream.options, request, withoutOurs(init), options);
    return new Call(this.#context, ++this.#opened, given, url, settings, upstream, this.#context.clock.now());
  }

  #keyFor(url: string): string | undefined {
    if (this.#lastOrigin !== undefined && isRawOriginOf(this.#lastRaw, url)) return this.#lastOrigin;
    const raw = rawOrigin(url);
    if (raw !== undefined && this.#keyOf === undefined) return this.#originOf(raw);
    const absolute = parseUrl(url);
    if (absolute === undefined) return this.#unknownKey(url, raw);
    // Read from the text: React Native's URL class has neither protocol nor origin.
    const href = String(absolute);
    if (!/^https?:/i.test(href)) return undefined;
    return this.#keyOf === undefined ? this.#originOf(rawOrigin(href) ?? href) : String(this.#keyOf(absolute));
  }

  #originOf(raw: string): string | undefined {
    const origin = this.#origins.get(raw) ?? originOf(raw);
    if (origin === undefined) return this.#unknownKey(raw, raw);
    if (!this.#origins.has(raw)) {
      if (this.#origins.size >= this.#context.tuning.maxUpstreams) this.#origins.clear();
      this.#origins.set(raw, origin);
    }
    this.#lastRaw = raw;
    this.#lastOrigin = origin;
    return origin;
  }

  /** What we cannot read, an inner fetch may understand, such as relative URLs on a server. It is protected all the same. */
  #unknownKey(url: string, raw: string | undefined): string | undefined {
    // With a scheme it is for fetch to refuse.
    if (raw !== undefined || /^[a-z][a-z\d+.-]*:/i.test(url)) return undefined;
    if (!this.#hasWarned && /^[/?.]/.test(url)) {
      this.#hasWarned = true;
      const message = `the origin of "${url}" is not known here: its upstream is "${RELATIVE_KEY}" unless init.steady.upstream names it`;
      this.#context.reportAppError(new Error(message));
    }
    return RELATIVE_KEY;
  }
}

/** The caller's own init without our key, which the inner fetch must not see. */
export function withoutOurs(init: SteadyInit | undefined): FetchInit | undefined {
  if (typeof init !== 'object' || init === null || !('steady' in init)) return init ?? undefined;
  const copy = copyInit(init);
  delete copy['steady'];
  return copy;
}
