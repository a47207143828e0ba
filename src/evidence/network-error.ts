import type { ClassifyContext, ErrorReading } from '../model/evidence.ts';
import type { Fault } from '../model/verdict.ts';
import { networkFailure, UNKNOWN } from '../rules/network-failure.ts';
import {
  CONNECT_CODES,
  CUT_BODY,
  DNS_CODES,
  LASTING_CODES,
  LASTING_WORDS,
  LOCAL_URL,
  UNDICI_CONNECT_CODES,
} from './network-codes.ts';

/** Errors looked at in one tree of causes. What has more, or goes in circles, proves nothing. */
const MAX_ERRORS = 32;
/** In characters. What engines say of a failure stands at the beginning. */
const MAX_MESSAGE_LENGTH = 2048;

/**
 * Reads what `fetch` rejected with: by codes, system calls and addresses, because words change.
 *
 * `reached: 'no'` rests on what Node's undici tells, and on nothing else. Deno, and Bun for some methods, send a request
 * again by themselves when a pooled connection breaks: what they report then is a refused connection, although the
 * server may have acted on the first one.
 */
export function readNetworkError(error: unknown, request: ClassifyContext): ErrorReading {
  try {
    return read(error, request);
  } catch {
    // An error that cannot even be looked at, such as a revoked proxy.
    return UNKNOWN;
  }
}

function read(error: unknown, request: ClassifyContext): ErrorReading {
  const { traces, whole } = traceBack(error);
  const evidence = new Set<string>();
  let lasting: Fault | undefined;
  if (LOCAL_URL.test(request.url ?? '')) {
    evidence.add('fetch:local-url');
    lasting = 'caller';
  }
  for (const { code, message } of traces) {
    if (code) evidence.add(`code:${code}`);
    lasting ??= LASTING_CODES.find(([pattern]) => code && pattern.test(code))?.[1];
    const words = LASTING_WORDS.find(([pattern]) => pattern.test(message));
    if (words !== undefined) evidence.add(words[1]);
    lasting ??= words?.[2];
    if (CUT_BODY.test(message)) evidence.add('body:cut');
  }

  if (isBadLocation(traces)) {
    evidence.add('fetch:bad-redirect');
    lasting = 'upstream';
  }
  if (isWordless(error, traces)) {
    evidence.add('fetch:blocked');
    lasting ??= 'caller';
  }

  // Every end of the tree must prove it, and nothing on the way there may speak against it.
  const unsent = whole && traces.every((trace) => (trace.isLeaf ? isUnsent(trace) : mayBeUnsent(trace)));
  const target = targetOf(request);
  const owners = unsent ? traces.filter(({ isLeaf }) => isLeaf).map((leaf) => ownerOf(leaf, target)) : [];
  const strangers = owners.filter((owner) => owner !== 'own');
  for (const owner of strangers) evidence.add(`address:${owner}`);

  if (evidence.size === 0) return traces.length === 1 ? networkFailure(error) : UNKNOWN;
  const reached = unsent && strangers.length === 0 ? 'no' : 'maybe';
  return { reached, transient: lasting === undefined, fault: lasting ?? 'network', evidence: [...evidence] };
}

/** Undici fails in this way for a redirect to what is no URL. Of the request's own URL it says so before it fetches. */
const isBadLocation = (traces: readonly Trace[]): boolean =>
  traces[0]?.message === 'fetch failed' && traces[1]?.code === 'ERR_INVALID_URL';

/**
 * Where undici refuses by the rules of the Fetch standard alone (a stream that a redirect asks for again, a 407, a part
 * that was not asked for) it gives an error without a word. What comes from the network has a message or a code.
 */
function isWordless(error: unknown, traces: readonly Trace[]): boolean {
  const { name, message } = Object(Object(error).cause);
  const isBare = name === 'Error' && message === '' && traces[1]?.code === undefined;
  return traces.length === 2 && traces[0]?.message === 'fetch failed' && isBare;
}

/** One error of a tree, read once. */
interface Trace {
  /** Empty where there is one that we cannot read. */
  readonly code: string | undefined;
  readonly syscall: unknown;
  readonly address: unknown;
  readonly port: unknown;
  readonly hostname: unknown;
  readonly message: string;
  /** Does nothing stand behind it? */
  readonly isLeaf: boolean;
}

/** An error, its causes, and the members of aggregates among them. */
function traceBack(error: unknown): { readonly traces: readonly Trace[]; readonly whole: boolean } {
  const found = [error];
  const traces: Trace[] = [];
  let whole = true;
  for (const each of found) {
    const { code, syscall, address, port, hostname, message, cause, errors } = Object(each);
    const behind: unknown[] = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [];
    if (typeof cause === 'object' && cause !== null) behind.push(cause);
    for (const next of behind) {
      if (found.length < MAX_ERRORS && !found.includes(next)) found.push(next);
      else whole = false;
    }
    traces.push({
      code: readable(code),
      syscall,
      address,
      port,
      hostname,
      message: typeof message === 'string' ? message.slice(0, MAX_MESSAGE_LENGTH) : '',
      isLeaf: behind.length === 0,
    });
  }
  return { traces, whole };
}

function readable(code: unknown): string | undefined {
  if (code === undefined || code === null) return undefined;
  return typeof code === 'string' && /^\w{1,64}$/.test(code) ? code : '';
}

const isUnsent = ({ code = '', syscall }: Trace): boolean =>
  (syscall === 'connect' && CONNECT_CODES.has(code)) || UNDICI_CONNECT_CODES.has(code) || DNS_CODES.has(code);

/** Wrappers have no code, or repeat the code of what they wrap. */
const mayBeUnsent = ({ code }: Trace): boolean =>
  code === undefined || CONNECT_CODES.has(code) || UNDICI_CONNECT_CODES.has(code) || DNS_CODES.has(code);

interface Target {
  readonly host: string;
  readonly port: number;
  /** Without redirects, whatever failed is the request itself. */
  readonly mayRedirect: boolean;
}

function targetOf({ url = '', redirect }: ClassifyContext): Target | undefined {
  try {
    const { protocol, hostname, port } = new URL(url);
    const defaultPort = protocol === 'https:' ? 443 : 80;
    return {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? defaultPort : Number(port),
      mayRedirect: redirect !== 'manual' && redirect !== 'error',
    };
  } catch {
    return undefined;
  }
}

/** Whose connection failed: the request's own, or one of a later hop, after the first had acted on the request? */
function ownerOf({ code = '', address, port, hostname }: Trace, target: Target | undefined) {
  if (target === undefined) return 'unproven';
  if (!target.mayRedirect) return 'own';
  if (DNS_CODES.has(code)) {
    if (typeof hostname !== 'string') return 'unproven';
    return hostname === target.host ? 'own' : 'other';
  }
  if (typeof address !== 'string' || typeof port !== 'number') return 'unproven';
  if (port !== target.port) return 'other';
  if (target.host === 'localhost') return /^(?:127(?:\.\d{1,3}){3}|::1)$/.test(address) ? 'own' : 'other';
  // Which addresses a name has is not ours to know.
  if (!/^[\d.]+$|:/.test(target.host)) return 'unproven';
  return address === target.host ? 'own' : 'other';
}
