import type { Sent } from './call.ts';
import { UsageError } from './exit-codes.ts';

/** Reads what "Copy as cURL" has copied, in the form for bash, as a request. Nothing of it is run. */
export function parseCurl(command: string): Sent {
  const [program, ...words] = shellWords(command.trim());
  if (program !== 'curl') throw new UsageError('--curl must be a command that begins with curl');
  const found: Found = { headers: [], data: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (!/^-./.test(word)) {
      found.url = onlyOne(found.url, word);
      continue;
    }
    const { option, attached } = splitOption(word);
    if (option === '-I') found.method ??= 'HEAD';
    if (option === '-I' || IGNORED.has(option)) {
      // `-sX` is `-s -X`.
      if (attached !== undefined) words.splice(at + 1, 0, `-${attached}`);
      continue;
    }
    const read = OPTIONS[option];
    if (read === undefined) throw new UsageError(`--curl: the option ${nameOf(option)} of curl is not understood`);
    const value = attached ?? words[++at];
    if (value === undefined) throw new UsageError(`--curl: the option ${nameOf(option)} of curl lacks its value`);
    read(found, value);
  }
  return requestOf(found);
}

interface Found {
  url?: string;
  method?: string;
  readonly headers: (readonly [name: string, value: string])[];
  readonly data: string[];
}

const onlyOne = (before: string | undefined, url: string): string => {
  if (before !== undefined) throw new UsageError('--curl: there are two URLs, or a value is not quoted');
  return url;
};

/** What changes nothing that is sent, or only how curl sends or prints it. The encodings are those of our own client. */
const IGNORED = new Set(
  '--compressed -k --insecure -L --location -s --silent -S --show-error -v --verbose -i --include -g --globoff --http1.0 --http1.1 --http2 --http3 -0 --path-as-is'.split(
    ' ',
  ),
);

const data = (found: Found, value: string): void => {
  if (value.startsWith('@')) throw new UsageError('--curl: data from a file is not read; write it into the command');
  found.data.push(value);
};
const header = (found: Found, text: string): void => {
  if (text.startsWith('@'))
    throw new UsageError('--curl: headers from a file are not read; write them into the command');
  const at = text.search(/[:;]/);
  if (at < 1) throw new UsageError('--curl: a header must be "Name: value"');
  const value = text.slice(at + 1).trim();
  // `Name:` sends none, and `Name;` an empty one.
  if (value !== '' || text[at] === ';') found.headers.push([text.slice(0, at).trim(), value]);
};
const method = (found: Found, value: string): void => {
  found.method = value;
};

const OPTIONS: Readonly<Record<string, (found: Found, value: string) => void>> = {
  '-X': method,
  '--request': method,
  '-H': header,
  '--header': header,
  '-d': data,
  '--data': data,
  '--data-ascii': data,
  '--data-binary': data,
  '--data-raw': (found, value) => found.data.push(value),
  '-b': (found, value) => {
    if (!value.includes('='))
      throw new UsageError('--curl: cookies from a file are not read; write them into the command');
    found.headers.push(['Cookie', value]);
  },
  '-A': (found, value) => found.headers.push(['User-Agent', value]),
  '-e': (found, value) => found.headers.push(['Referer', value]),
  '-u': (found, value) => found.headers.push(['Authorization', `Basic ${Buffer.from(value).toString('base64')}`]),
  '--url': (found, value) => {
    found.url = onlyOne(found.url, value);
  },
  '-m': () => {},
  '--max-time': () => {},
  '--connect-timeout': () => {},
};

const SHORT: Readonly<Record<string, string>> = {
  '--cookie': '-b',
  '--user-agent': '-A',
  '--referer': '-e',
  '--user': '-u',
  '--head': '-I',
};

/** `-XPOST` is `-X POST`; `--request=POST` is no form of curl's. */
function splitOption(word: string): { readonly option: string; readonly attached?: string } {
  if (word.startsWith('--')) return { option: SHORT[word] ?? word };
  const option = word.slice(0, 2);
  return word.length > 2 ? { option, attached: word.slice(2) } : { option };
}

/** What follows may be a value that was not quoted. */
const nameOf = (option: string): string => /^--?[\w-]{1,30}/.exec(option)?.[0] ?? 'with such a name';

/** These are our own client's: the connection, the length, and which encodings it can read. */
const OF_THE_CLIENT =
  /^(?:accept-encoding|connection|content-length|expect|host|http2-settings|keep-alive|proxy-connection|te|trailer|transfer-encoding|upgrade)$|^:/i;

function requestOf({ url, method: asked, headers, data }: Found): Sent {
  if (url === undefined) throw new UsageError('--curl: there is no URL');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError('--curl: the URL must begin with http:// or https://');
  const body = data.length === 0 ? {} : { body: data.join('&') };
  const method = (asked ?? (data.length > 0 ? 'POST' : 'GET')).toUpperCase();
  if (!/^[A-Z][A-Z-]{0,30}$/.test(method)) throw new UsageError('--curl: the method is none');
  if (data.length > 0 && /^(?:GET|HEAD)$/.test(method))
    throw new UsageError(`--curl: a ${method} with a body can not be sent`);
  const kept = headers.filter(([name]) => !OF_THE_CLIENT.test(name));
  const isTyped = kept.some(([name]) => /^content-type$/i.test(name));
  // As curl does.
  const type = data.length > 0 && !isTyped ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : [];
  return { method, url, headers: [...kept, ...type], ...body };
}

/** The words of one simple command, quoted as bash has it. What bash would do beyond that is refused. */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    // A line that goes on is one line, within a word as well.
    const continued = /^\\\r?\n/.exec(text.slice(at, at + 3));
    if (continued !== null) {
      at += continued[0].length;
      continue;
    }
    const piece = pieceAt(text, at);
    at += piece.length;
    if (piece.text !== undefined) word = (word ?? '') + piece.text;
    else if (word !== undefined) {
      words.push(word);
      word = undefined;
    }
  }
  return word === undefined ? words : [...words, word];
}

interface Piece {
  readonly length: number;
  /** `undefined` where a word ends. */
  readonly text?: string;
}

function pieceAt(text: string, at: number): Piece {
  const from = text.slice(at, at + 2);
  if (/^\s/.test(from)) return { length: 1 };
  if (from === "$'") return ansiQuoted(text, at + 2);
  if (from[0] === "'") {
    const end = text.indexOf("'", at + 1);
    if (end < 0) throw unclosed();
    return { length: end + 1 - at, text: text.slice(at + 1, end) };
  }
  if (from[0] === '"') return doubleQuoted(text, at + 1);
  if (from[0] === '\\') return { length: 2, text: from.slice(1) };
  if (/^\^["\r\n]/.test(from))
    throw new UsageError('--curl: this is the form for cmd of Windows; choose "Copy as cURL (bash)"');
  if (/^[|&;<>()`$]/.test(from))
    throw new UsageError('--curl: there is more than one command in it, or a value is not quoted');
  return { length: 1, text: from.slice(0, 1) };
}

const unclosed = () => new UsageError('--curl: a quote is not closed; the command is not whole');

function doubleQuoted(text: string, start: number): Piece {
  let value = '';
  for (let at = start; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '"') return { length: at + 2 - start, text: value };
    if (sign === '$' || sign === '`')
      throw new UsageError("--curl: what bash would fill in is not understood; quote it with '");
    const next = text[at + 1] ?? '';
    if (sign === '\\' && /["\\$`\n]/.test(next)) {
      value += next === '\n' ? '' : next;
      at++;
    } else value += sign;
  }
  throw unclosed();
}

const ANSI: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  e: '\x1B',
  E: '\x1B',
  f: '\f',
  v: '\v',
};
const ESCAPE = /\\(?:x([\da-f]{1,2})|u([\da-f]{1,4})|U([\da-f]{1,8})|([0-7]{1,3})|([\s\S]))/iy;

/** `$'…'`: Chromium writes line breaks and `!` as `\n` and `\u0021`, Firefox as `\n` and `\041`. */
function ansiQuoted(text: string, start: number): Piece {
  let value = '';
  for (let at = start; at < text.length; ) {
    if (text[at] === "'") return { length: at + 3 - start, text: value };
    if (text[at] !== '\\') {
      value += text[at++];
      continue;
    }
    ESCAPE.lastIndex = at;
    const found = ESCAPE.exec(text);
    if (found === null) break;
    const [whole, hex, unicode, wide, octal, sign = ''] = found;
    const code = hex ?? unicode ?? wide;
    const number = code === undefined ? Number.parseInt(octal ?? '', 8) : Number.parseInt(code, 16);
    value += Number.isNaN(number) ? (ANSI[sign] ?? sign) : String.fromCodePoint(Math.min(number, 0x10_ffff));
    at += whole.length;
  }
  throw unclosed();
}
