import type { Fault } from '../model/verdict.ts';

/** Nothing was sent, where the failed system call is `connect`: established connections know some of these too. */
export const CONNECT_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ETIMEDOUT',
]);
export const UNDICI_CONNECT_CODES: ReadonlySet<string> = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_PRX_CONN']);
export const DNS_CODES: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/** Codes (of Node, undici and Bun) that will be the same next time. */
export const LASTING_CODES: readonly (readonly [pattern: RegExp, fault: Fault])[] = [
  [/^(?:CERT_|ERR_SSL_|ERR_TLS_CERT_|UNABLE_TO_)/, 'unknown'],
  [/^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|EPROTO)$/, 'unknown'],
  [
    /^UND_ERR_(?:INVALID_ARG|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH|DESTROYED|CLOSED|MAX_ORIGINS_REACHED)$/,
    'caller',
  ],
  [/^(?:UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE|HPE_HEADER_OVERFLOW)$/, 'upstream'],
  [/^(?:ERR_INVALID_URL|ERR_INVALID_ARG_VALUE|UnexpectedRedirect)$/, 'caller'],
  [/^TooManyRedirects$/, 'upstream'],
];

/** The same, where engines (undici, Deno, workerd) have only words for it. A wrong guess here costs a retry, never safety. */
export const LASTING_WORDS: readonly (readonly [pattern: RegExp, evidence: string, fault: Fault])[] = [
  [/^bad port$|^Fetch failed: Requests to port \d+ are blocked/, 'fetch:bad-port', 'caller'],
  [/^unknown scheme$|^Url scheme '|^URL scheme must be/, 'fetch:unknown-scheme', 'caller'],
  [/^proxy authentication required$/, 'fetch:proxy-authentication', 'caller'],
  [/^unexpected redirect$|^Fetch failed: Encountered redirect/, 'fetch:unexpected-redirect', 'caller'],
  [
    /^redirect count exceeded$|^Fetch failed: Maximum number of redirects|^Too many redirects/,
    'fetch:redirects',
    'upstream',
  ],
  [/client error \(Connect\): invalid peer certificate/, 'fetch:bad-certificate', 'unknown'],
];

/** The body broke off after the headers had come (undici, Deno, Firefox, Chromium). */
export const CUT_BODY = /^terminated$|error reading a body|response exceeds response Body|^network error$/;

/** Native stacks (React Native, Expo), which no CORS blinds: what fails there is the network. */
export const NATIVE_WORDS = /^Network request (?:failed|timed out)|^fetch failed: /;
