import type { Attributes } from '@opentelemetry/api';
import type { Verdict } from '../index.ts';

/** RFC 9110, PATCH of RFC 5789, and QUERY: what the semantic conventions call known. */
const KNOWN_METHODS = 'CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,QUERY,TRACE';

/** An environment variable that the conventions ask for replaces the whole list. */
export function knownMethods(): ReadonlySet<string> {
  const { process } = globalThis as { readonly process?: { readonly env?: Readonly<Record<string, string>> } };
  const given = process?.env?.['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'];
  return new Set((given || KNOWN_METHODS).split(',').map((method) => method.trim()));
}

/** Without user, password, fragment and the values of its query: any of these may be a secret. */
export function redacted(url: URL): string {
  const user = url.username === '' && url.password === '' ? '' : 'REDACTED:REDACTED@';
  const query = url.search
    .slice(1)
    .split('&')
    .map((pair) => (pair.includes('=') ? `${pair.slice(0, pair.indexOf('='))}=REDACTED` : pair && 'REDACTED'))
    .join('&');
  return `${url.protocol}//${user}${url.host}${url.pathname}${query && `?${query}`}`;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** `url.full`, `server.address` and `server.port`. Nothing where the address is relative to what only the inner fetch knows. */
export function addressOf(address: string, fullOf: (url: URL) => string): Attributes {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  let url: URL;
  try {
    url = new URL(address, location?.href);
  } catch {
    return {};
  }
  return {
    'url.full': fullOf(url),
    'server.address': url.hostname.replace(/^\[|\]$/g, ''),
    'server.port': url.port === '' ? DEFAULT_PORTS[url.protocol] : Number(url.port),
  };
}

const statusOf = (verdict: Verdict): number | undefined => ('status' in verdict ? verdict.status : undefined);

/** The status of a failed answer; without an answer, the kind of the verdict. */
const errorTypeOf = (verdict: Verdict): string => String(statusOf(verdict) ?? verdict.kind);

/** Ended by the app or by us, and a fault of no one. */
const isEndedOnPurpose = ({ kind }: Verdict): boolean =>
  kind === 'aborted' || kind === 'cancelled' || kind === 'superseded';

export const isError = (verdict: Verdict): boolean => verdict.kind !== 'ok' && !isEndedOnPurpose(verdict);

/** What spans say at their end about an answer, or about why there is none. */
export const verdictAttributes = (verdict: Verdict): Attributes => ({
  'http.response.status_code': statusOf(verdict),
  'steadyfetch.verdict': verdict.kind,
  ...(verdict.kind === 'ok'
    ? {}
    : { 'error.type': errorTypeOf(verdict), 'steadyfetch.evidence': [...verdict.evidence] }),
  ...(verdict.gateway === undefined ? {} : { 'steadyfetch.gateway': verdict.gateway }),
});
