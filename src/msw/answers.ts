import { HttpResponse, type HttpResponseResolver } from 'msw';
import { OptionsError } from '../index.ts';
import { settled } from '../testing/index.ts';
import { type Gateway, PAGES } from './pages.ts';

export interface GatewayOptions {
  /**
   * Whose page and headers.
   *
   * @defaultValue 'nginx'
   */
  readonly gateway?: Gateway;
}

export interface UnavailableOptions extends GatewayOptions {
  /** The `Retry-After` header: seconds from now on, or a date. */
  readonly retryAfter?: number | Date;
}

export interface CutBodyOptions {
  /**
   * What arrives before the connection breaks.
   *
   * @defaultValue '[{"id":1,'
   */
  readonly body?: string;
  /** Headers of the response, which arrive whole. Default: those of JSON. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers 502: the gateway could not reach the upstream, or got no valid answer from it. */
export const badGateway = (options: GatewayOptions = {}): HttpResponseResolver => page(502, options);

/** Answers 504: the upstream did not answer the gateway in time. */
export const gatewayTimeout = (options: GatewayOptions = {}): HttpResponseResolver => page(504, options);

/** Answers 503: the upstream is overloaded, or down for maintenance. */
export function unavailable({ retryAfter, ...options }: UnavailableOptions = {}): HttpResponseResolver {
  if (retryAfter === undefined) return page(503, options);
  const isSeconds = typeof retryAfter === 'number' && Number.isInteger(retryAfter) && retryAfter >= 0;
  if (!isSeconds && !(retryAfter instanceof Date && Number.isFinite(retryAfter.getTime()))) {
    throw new OptionsError('retryAfter', retryAfter, 'a whole number of seconds, or a date');
  }
  return page(503, options, { 'retry-after': isSeconds ? String(retryAfter) : (retryAfter as Date).toUTCString() });
}

/** Answers 200, and breaks off in the body: `response.json()` rejects. */
export function cutBody({ body = '[{"id":1,', headers }: CutBodyOptions = {}): HttpResponseResolver {
  if (typeof body !== 'string') throw new OptionsError('body', body, 'a string');
  return () => {
    const part = new TextEncoder().encode(body);
    let hasBegun = part.length === 0;
    const stream = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const isOver = hasBegun;
        hasBegun = true;
        if (!isOver) return controller.enqueue(part);
        // A reader has the part by then: an error takes with it what was not read.
        await settled();
        controller.error(new TypeError('terminated'));
      },
    });
    return new HttpResponse(stream, { headers: headers ?? { 'content-type': 'application/json' } });
  };
}

function page(
  status: 502 | 503 | 504,
  { gateway = 'nginx' }: GatewayOptions,
  more: Readonly<Record<string, string>> = {},
): HttpResponseResolver {
  if (!Object.keys(PAGES).includes(gateway)) {
    throw new OptionsError('gateway', gateway, '"nginx", "haproxy" or "cloudflare"');
  }
  const { body, headers } = PAGES[gateway][status];
  return () => new HttpResponse(body, { status, headers: { ...headers, ...more } });
}
