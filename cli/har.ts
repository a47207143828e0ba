import { open } from 'node:fs/promises';
import { evidence } from '../src/evidence/index.ts';
import { classify, type Verdict } from '../src/index.ts';
import { UsageError } from './exit-codes.ts';
import { oneLine, redactUrl } from './redact.ts';
import { productOf, type Subject } from './subject.ts';

/** What a HAR file holds, as far as it can be read. */
export interface Har {
  /** All entries of http and https. */
  readonly requests: number;
  readonly failed: readonly Subject[];
  /** Requests that the page itself broke off. */
  readonly cancelled: number;
  /** What is wrong with entries that cannot be read. */
  readonly unreadable: readonly string[];
}

/** Read whole, it takes about three times as much memory. */
const MAX_BYTES = 256_000_000;

export async function readHar(path: string): Promise<Har> {
  const name = oneLine(path, 100);
  return parseHar(await textOf(path, name), name);
}

async function textOf(path: string, name: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > MAX_BYTES)
        throw new UsageError(
          `${name} has ${Math.round(size / 1e6)} MB, and at most ${MAX_BYTES / 1e6} MB are read: export fewer requests`,
        );
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code } = Object(error) as { code?: unknown };
    throw new UsageError(`${name} cannot be read: ${FILE_ERRORS[String(code)] ?? oneLine(String(code))}`);
  }
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'access is denied',
};

export function parseHar(text: string, name: string): Har {
  const { log } = Object(parseJson(text, name)) as { log?: unknown };
  const { entries } = Object(log) as { entries?: unknown };
  if (!Array.isArray(entries)) throw new UsageError(`${name} is no HAR file: it has no list log.entries`);
  const failed: Subject[] = [];
  const unreadable: string[] = [];
  let [requests, cancelled] = [0, 0];
  for (const [at, entry] of entries.entries()) {
    try {
      const read = readEntry(entry);
      if (read === undefined) continue;
      requests++;
      if (read === 'cancelled') cancelled++;
      else if (read !== 'well') failed.push(read);
    } catch (error) {
      if (!(error instanceof EntryError)) throw error;
      unreadable.push(`log.entries[${at}]: ${error.message}`);
    }
  }
  if (entries.length > 0 && unreadable.length === entries.length)
    throw new UsageError(`${name} has no entry that can be read; ${unreadable[0]}`);
  return { requests, failed, cancelled, unreadable };
}

/** What the engine says of bad JSON quotes the text around it, and that may be a secret. */
function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    if (text.trim() === '') throw new UsageError(`${name} is empty`);
    const isShort = /Unexpected end|Unterminated/.test(String(error));
    // Not every engine says where.
    const at = position === undefined ? '' : `: the first fault is at character ${position} of ${text.length}`;
    throw new UsageError(`${name} is not valid JSON${isShort ? ': it ends too early' : at}`);
  }
}

class EntryError extends Error {
  override readonly name = 'EntryError';
}

/** `undefined` for what is no request to a server. */
function readEntry(entry: unknown): Subject | 'well' | 'cancelled' | undefined {
  const { request, response, startedDateTime, time } = Object(entry) as Record<string, unknown>;
  const { url, method, headers: asked } = Object(request) as Record<string, unknown>;
  if (typeof url !== 'string') throw new EntryError('request.url is missing');
  if (!URL.canParse(url)) throw new EntryError('request.url is no URL');
  if (!/^https?:$/.test(new URL(url).protocol)) return undefined;
  if (typeof method !== 'string') throw new EntryError('request.method is missing');
  const { status, headers: given, content, _error: problem } = Object(response) as Record<string, unknown>;
  if (typeof status !== 'number' || !(status >= 0 && status < 1_000))
    throw new EntryError('response.status is no status');

  // Chromium's name for what went wrong.
  const code = /\bnet::(ERR_[A-Z\d_]{1,60})/.exec(textIn(problem))?.[1];
  if (code === 'ERR_ABORTED') return 'cancelled';
  if (status > 0 && status < 400 && code === undefined) return 'well';
  const headers = headersOf(given);
  const body = bodyOf(content);
  const startedAt = Date.parse(textIn(startedDateTime));
  if (Number.isNaN(startedAt)) throw new EntryError('startedDateTime is no date');
  const elapsedMs = typeof time === 'number' && time >= 0 ? time : 0;
  const isAnswer = status > 0 && code === undefined;
  const accept = headersOf(asked).get('accept');
  const verdict = isAnswer
    ? classify(
        { status, headers },
        // Browsers send requests again by themselves, so no answer proves what became of all copies.
        {
          url,
          bodyPeek: body,
          engineResends: true,
          now: startedAt + elapsedMs,
          ...(accept === null ? {} : { accept }),
        },
      )
    : verdictOf(code, status);
  const server = productOf(headers.get('server'));
  return {
    method: oneLine(method, 20),
    url: redactUrl(url),
    verdict,
    ...(server === undefined ? {} : { server }),
    isOfBrowser: true,
    report: {
      callId: 1,
      upstream: new URL(url).origin,
      method: oneLine(method, 20),
      attempts: [{ attempt: 1, startedAt, elapsedMs, verdict }],
      // The one request that the browser sends.
      settledBecause: 'attempts',
      elapsedMs,
      supportIds: isAnswer ? evidence.supportIds(headers, body) : [],
    },
  };
}

/** An object of JSON may have a `toString` of its own that is no function. */
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const LASTING = /^ERR_(?:CERT_|SSL_|BLOCKED_BY_|UNSAFE_|TOO_MANY_REDIRECTS|INVALID_REDIRECT)/;
const OF_THE_DEVICE = /^ERR_(?:BLOCKED_BY_(?:CLIENT|ADMINISTRATOR)|UNSAFE_PORT)/;

/** Without a name for it, all that is known is what a page would know. */
function verdictOf(code: string | undefined, status: number): Verdict {
  const opaque = classify(new TypeError('Failed to fetch'));
  if (code === undefined) return opaque;
  const begun = status > 0 ? [`status:${status}`] : [];
  const fault = OF_THE_DEVICE.test(code) ? 'caller' : opaque.fault;
  return { ...opaque, fault, transient: !LASTING.test(code), evidence: [...begun, `net:${code}`] };
}

/** Browsers write a header that came more than once as often. */
function headersOf(given: unknown): { get(name: string): string | null } {
  const values = new Map<string, string>();
  for (const each of Array.isArray(given) ? given : []) {
    const { name, value } = Object(each) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    const before = values.get(name.toLowerCase());
    values.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
  }
  return { get: (name) => values.get(name.toLowerCase()) ?? null };
}

/** In characters. More of a body is not looked at. */
const PEEK_LENGTH = 8_192;

function bodyOf(content: unknown): string {
  const { text, encoding } = Object(content) as Record<string, unknown>;
  if (typeof text !== 'string') return '';
  return encoding === 'base64'
    ? Buffer.from(text.slice(0, 2 * PEEK_LENGTH), 'base64').toString()
    : text.slice(0, PEEK_LENGTH);
}

/** Those that came to the same are explained once. */
export function groupsOf(subjects: readonly Subject[]): readonly (readonly Subject[])[] {
  const groups = new Map<string, Subject[]>();
  for (const subject of subjects) {
    const { verdict, method } = subject;
    const key = JSON.stringify([
      verdict.kind,
      verdict.evidence,
      verdict.retryAfterMs,
      /^(?:GET|HEAD|OPTIONS)$/.test(method),
    ]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [subject]);
    else group.push(subject);
  }
  return [...groups.values()];
}
