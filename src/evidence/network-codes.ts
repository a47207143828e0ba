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
    /^UND_ERR_(?:INVALID_ARG|INVALID_RETURN_VALUE|NOT_SUPPORTED|REQ_CONTENT_LENGTH_MISMATCH|DESTROYED|CLOSED|MAX_ORIGINS_REACHED|BPL_MISSING_UPSTREAM|SOCKS5_AUTH_\w{1,32})$/,
    'caller',
  ],
  [/^UND_MOCK_ERR_MOCK_NOT_MATCHED$/, 'caller'],
  [/^(?:UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE|HPE_HEADER_OVERFLOW)$/, 'upstream'],
  [/^(?:ERR_INVALID_URL|ERR_INVALID_ARG_VALUE|ERR_INVALID_ARG_TYPE|UnexpectedRedirect)$/, 'caller'],
  [/^(?:TooManyRedirects|UnsupportedRedirectProtocol|RedirectURLInvalid|RedirectURLTooLong)$/, 'upstream'],
];

/**
 * The same, where engines (undici, Deno, Bun, workerd) have only words for it: what they refuse because of the request, of
 * a policy, or of where a redirect leads. A wrong guess here costs a retry, never safety.
 */
export const LASTING_WORDS: readonly (readonly [pattern: RegExp, evidence: string, fault: Fault])[] = [
  [/^bad port$|^Fetch failed: Requests to port \d+ are blocked/, 'fetch:bad-port', 'caller'],
  [/^unknown scheme$|^Url scheme '/, 'fetch:unknown-scheme', 'caller'],
  [
    /^(?:about scheme is not supported|not implemented\.\.\. yet\.\.\.|failed to fetch the data URL|invalid method|NoComma)$|^Range start is greater than the blob|^Blob for the given URL not found|^Blob URL fetch only supports|^Error fetching file '/,
    'fetch:local-url',
    'caller',
  ],
  [/^proxy authentication required$/, 'fetch:proxy-authentication', 'caller'],
  [/^integrity mismatch$/, 'fetch:integrity', 'caller'],
  [
    /^(?:request mode cannot be "same-origin"|redirect mode cannot be "follow" for "no-cors" request|local URLs only|only if cached|cors failure|blocked)$/,
    'fetch:blocked',
    'caller',
  ],
  [
    /^Fetch failed: Can not redeliver a streaming|^Request body is a ReadableStream and cannot be replayed/,
    'fetch:streaming-body',
    'caller',
  ],
  [/^unexpected redirect$|^Fetch failed: Encountered redirect/, 'fetch:unexpected-redirect', 'caller'],
  [
    /^URL scheme must be|^cross origin not allowed for request mode|^URL cannot contain credentials for request mode|^Fetch failed: Can not redirect to|^Invalid URL: '.{0,2048}' with base '/,
    'fetch:bad-redirect',
    'upstream',
  ],
  [
    /^redirect count exceeded$|^Fetch failed: Maximum number of redirects|^Too many redirects/,
    'fetch:redirects',
    'upstream',
  ],
  [/client error \(Connect\): invalid peer certificate/, 'fetch:bad-certificate', 'unknown'],
];

/** What these URLs name is on the device, so no network failed. */
export const LOCAL_URL = /^(?:about|blob|data|file):/i;

/** The body broke off after the headers had come (undici, Deno, Firefox, Chromium). */
export const CUT_BODY = /^terminated$|error reading a body|response exceeds response Body|^network error$/;
