import { STATUS_CODES } from 'node:http';
import type { Verdict } from '../src/index.ts';
import { createGuard } from '../src/notices/guard.ts';
import { en, type NoticeCause, type PhraseKey } from '../src/notices/index.ts';
import { Formats } from '../src/notices/text/formats.ts';
import { TextRenderer } from '../src/notices/text/render.ts';
import { isResponse } from './subject.ts';

// Words of the library that are true here as well are taken from where they are: the phrases of notices, and, to the letter, the
// sentences of the guides. `test/explain/words.test.ts` compares those with the pages.

const renderer = new TextRenderer({ locale: 'en' }, createGuard());
export const formats = new Formats('en');

export const explanationOf = (cause: NoticeCause) => renderer.explain(cause);

export const phrase = (key: PhraseKey): string => renderer.phrase(key, { service: en['service.name'] });

/** docs/explain-502.md, the table at the top: what each status says, in one sentence. */
export const STATUS_SENTENCES: Readonly<Record<number, string>> = {
  502: '"I asked the server behind me, and what came back was no answer."',
  503: '"Not now." An app that is overloaded or in maintenance, or a gateway without a server to ask.',
  504: '"I asked the server behind me, and it has not answered in time."',
  404: '"I am here, and there is no such thing."',
  500: "500 is the app's own failure, mostly.",
};

/** docs/explain-502.md: what a developer does on the server, by the kind of the verdict. */
export const SERVER_ADVICE: Readonly<Partial<Record<Verdict['kind'], readonly string[]>>> = {
  'bad-gateway': [
    "Look for the cause in the gateway's error log first",
    'After a deploy: is the app up, and on the port the gateway asks?',
  ],
  'gateway-timeout': [
    "Make slow work a job with a status of its own; make the gateway's timeout longer than the app's, so that the app can say what went wrong.",
  ],
};

const APACHE = 'Apache answers 502 to a timeout, not 504, and 500 to a host that it cannot resolve.';

/** docs/gateways.md, docs/explain-502.md and docs/classification.md: habits of gateways that make a status mean more than it says. */
export const GATEWAY_HABITS: readonly (readonly [gateway: string, evidence: string, habit: string])[] = [
  [
    'nginx',
    'status:502',
    'nginx answers 502 to a refused connection, and to a request that the app read and then dropped.',
  ],
  ['varnish', 'status:503', 'Varnish answers 503 to everything.'],
  [
    'haproxy',
    'status:503',
    'HAProxy said the same of a refused connection, a connection that took too long, a name that did not exist, a full queue and a rate limit.',
  ],
  ['apache', 'status:502', APACHE],
  ['apache', 'status:500', APACHE],
  [
    'squid',
    'squid:ERR_READ_ERROR',
    'Squid says ERR_READ_ERROR of a connection that was refused and of one that broke.',
  ],
];

/** docs/gateways.md. */
export const RETRY_AFTER_HABITS: readonly (readonly [gateway: string, habit: string])[] = [
  [
    'varnish',
    'Varnish asks for five seconds with every error of its own, although it does not know any better than the others.',
  ],
];

/** "502 Bad Gateway". */
export const statusInWords = (status: number): string => [status, STATUS_CODES[status]].filter(Boolean).join(' ');

/** A verdict in a few words, for a line of progress. */
export const briefly = (verdict: Verdict): string =>
  isResponse(verdict) ? statusInWords(verdict.status) : (noAnswerOf(verdict.evidence)?.brief ?? verdict.kind);

interface NoAnswer {
  readonly evidence: RegExp;
  readonly brief: string;
  readonly happened: string;
  readonly side: string;
  readonly advice: string;
  /** Has an answer begun? */
  readonly hasBegun?: true;
}

const UNKNOWN_SIDE = phrase('explain.side.unknown');
const CONNECTION_SIDE = phrase('explain.side.connection');
const CALLER_SIDE = 'In the request, or in the program that sends it.';
const SERVICE_SIDE = 'At the service.';

/** Why no answer came, as Node (`code:`, `fetch:`) and Chromium (`net:`) say it. The first that matches counts. */
const NO_ANSWERS: readonly NoAnswer[] = [
  {
    evidence: /^(?:code:ECONNREFUSED|net:ERR_CONNECTION_REFUSED)$/,
    brief: 'connection refused',
    happened:
      'The connection was refused: nothing takes connections at that address and port, or a firewall refuses them.',
    side: UNKNOWN_SIDE,
    advice: 'Is the server up, and is it the right port?',
  },
  {
    evidence: /^(?:code:ENOTFOUND|net:ERR_NAME_NOT_RESOLVED)$/,
    brief: 'name not found',
    happened: 'No address was found for the name of the host.',
    side: UNKNOWN_SIDE,
    advice:
      'Check how the name is written, then its DNS record. If no other name is found either, it is the connection.',
  },
  {
    evidence: /^code:EAI_AGAIN$/,
    brief: 'no answer from the name server',
    happened: 'The name server that this computer asks did not answer.',
    side: CONNECTION_SIDE,
    advice: 'If no other name is found either, it is the connection.',
  },
  {
    evidence: /^(?:code:UND_ERR_CONNECT_TIMEOUT|net:ERR_CONNECTION_TIMED_OUT)$/,
    brief: 'no connection in time',
    happened: 'No connection came about in time: nothing at that address answered.',
    side: UNKNOWN_SIDE,
    advice: 'Is the server up, and does a firewall let this computer through?',
  },
  {
    evidence: /^(?:code:ETIMEDOUT|net:ERR_TIMED_OUT|code:UND_ERR_(?:HEADERS|BODY)_TIMEOUT)$/,
    brief: 'no answer in time',
    happened: phrase('explain.timeout.happened'),
    side: UNKNOWN_SIDE,
    advice: phrase('explain.timeout.advice'),
  },
  {
    evidence: /^(?:code:E(?:HOST|NET)UNREACH|code:ENETDOWN|net:ERR_(?:ADDRESS|NETWORK)_UNREACHABLE)$/,
    brief: 'address not reachable',
    happened: 'From this computer no way leads to that address.',
    side: CONNECTION_SIDE,
    advice: 'Is it an address of a private network, for which a VPN is needed?',
  },
  {
    evidence: /^net:ERR_(?:INTERNET_DISCONNECTED|NETWORK_CHANGED|NETWORK_IO_SUSPENDED)$/,
    brief: 'offline',
    happened: 'The device lost its network connection, or changed to another network.',
    side: phrase('explain.side.device'),
    advice: phrase('explain.offline.advice'),
  },
  {
    evidence: /^(?:code:CERT_HAS_EXPIRED)$/,
    brief: 'certificate expired',
    happened: 'The certificate of the server has expired.',
    side: SERVICE_SIDE,
    advice: 'The operator renews the certificate. If the clock of this computer is wrong, set it.',
  },
  {
    evidence: /^(?:code:ERR_TLS_CERT_ALTNAME_INVALID|net:ERR_CERT_COMMON_NAME_INVALID)$/,
    brief: 'certificate for another name',
    happened: 'The certificate of the server is for another name.',
    side: UNKNOWN_SIDE,
    advice: 'Check the name of the host. If it is right, the operator needs a certificate for it.',
  },
  {
    evidence: /^(?:code:(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)|fetch:bad-certificate$|net:ERR_CERT_)/,
    brief: 'certificate not accepted',
    happened: 'The certificate of the server is not one that this computer accepts.',
    side: UNKNOWN_SIDE,
    advice:
      'The operator checks the certificate and the ones that it depends on. Between here and there, a proxy may present one of its own.',
  },
  {
    evidence: /^(?:code:(?:EPROTO$|ERR_SSL_)|net:ERR_SSL_)/,
    brief: 'no TLS',
    happened: 'The connection could not be encrypted: the two sides do not agree on TLS, or the port speaks none.',
    side: UNKNOWN_SIDE,
    advice: 'Is it `https`, and the port for it?',
  },
  {
    evidence: /^code:(?:UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE)$/,
    brief: 'answer too large',
    happened: 'An answer came, and its headers are larger than this client reads.',
    side: SERVICE_SIDE,
    advice: 'The operator looks at what fills the headers: mostly cookies.',
  },
  {
    evidence: /^(?:code:HPE_|net:ERR_(?:INVALID_HTTP_RESPONSE|RESPONSE_HEADERS_|HTTP2_|QUIC_PROTOCOL|INVALID_CHUNKED))/,
    brief: 'no valid HTTP',
    happened: 'What came back was not valid HTTP.',
    side: 'At the service, or at something between here and there.',
    advice: 'Is this the port of a web server?',
  },
  {
    evidence: /^body:stalled$/,
    brief: 'body without an end',
    hasBegun: true,
    happened: 'The answer began well, and its body had not ended when the time limit came.',
    side: UNKNOWN_SIDE,
    advice: phrase('explain.bad-gateway.advice'),
  },
  {
    evidence: /^(?:body:cut|net:ERR_(?:INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH))$/,
    brief: 'body cut',
    hasBegun: true,
    happened: 'The answer began well, and its body broke off before its end.',
    side: UNKNOWN_SIDE,
    advice: phrase('explain.bad-gateway.advice'),
  },
  {
    evidence:
      /^(?:code:(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)|net:ERR_(?:CONNECTION_(?:RESET|CLOSED|ABORTED)|EMPTY_RESPONSE))$/,
    brief: 'connection broke off',
    happened: 'The connection broke off before an answer came.',
    side: UNKNOWN_SIDE,
    advice: phrase('explain.bad-gateway.advice'),
  },
  {
    evidence: /^(?:fetch:(?:bad-redirect|redirects)|net:ERR_(?:TOO_MANY_REDIRECTS|UNSAFE_REDIRECT|INVALID_REDIRECT))$/,
    brief: 'bad redirect',
    happened: 'The answer sends the caller on to another address, and that leads nowhere or in a circle.',
    side: SERVICE_SIDE,
    advice: 'The operator looks at the redirects of this address.',
  },
  {
    evidence:
      /^(?:fetch:|request:invalid$|net:ERR_UNSAFE_PORT$|code:(?:ERR_INVALID_|UND_ERR_(?:INVALID|NOT_SUPPORTED|REQ_)))/,
    brief: 'refused by the client',
    happened:
      'The program itself refused to go on: by its rules, such a request is not sent, or such an answer not used.',
    side: CALLER_SIDE,
    advice: phrase('explain.rejected.advice'),
  },
  {
    evidence: /^net:ERR_BLOCKED_BY_(?:CLIENT|ADMINISTRATOR)$/,
    brief: 'blocked on the device',
    happened: 'A browser extension or a policy of the device blocked the request, or its answer.',
    side: 'On the device.',
    advice: 'Try without browser extensions.',
  },
  {
    evidence: /^net:ERR_BLOCKED_BY_/,
    brief: 'blocked by the browser',
    happened: 'The browser withheld the answer, as a policy asks it to (CORS, CSP and the like).',
    side: UNKNOWN_SIDE,
    advice: 'Look for the policy that is named in the console of the browser.',
  },
];

export const noAnswerOf = (evidence: readonly string[]): NoAnswer | undefined =>
  NO_ANSWERS.find((each) => evidence.some((code) => each.evidence.test(code)));
