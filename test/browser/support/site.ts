import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { twins } from '../../../lean/twins.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A site on loopback. */
export interface Site extends AsyncDisposable {
  /** Without a slash. */
  readonly origin: string;
  /** The same site under another name; see `FAR_HOSTS`. */
  at(host: string): string;
  /** What arrived for `answer`, in order of arrival. */
  readonly wire: readonly Arrival[];
  /** Nothing listens any more, until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** A request as it arrived. */
interface Arrival {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Epoch ms, when its headers arrived. */
  readonly at: number;
  /** Did the browser hang up before it was answered? */
  readonly isBrokenOff: boolean;
  /** When the last of its answer was handed to the network, and what that was. */
  readonly answered?: { readonly at: number; readonly status: number };
}

/** What becomes of a request: a status with a few words, an answer in full, nothing for ever, or a lost connection. */
export type Reply =
  | number
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly delayMs?: number;
    }
  | 'hang'
  | 'cut';

export interface SiteOptions {
  /** The content security policy of every answer; `false` for none. Default `default-src 'self'`. */
  readonly csp?: string | false;
  /** Plays the service behind every path that is no file. */
  readonly answer?: (arrival: Arrival, count: number) => Reply;
  /** Answers everything, instead of files and `answer`. */
  readonly handle?: (request: IncomingMessage, response: ServerResponse) => void;
}

const TYPES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Serves texts by their path, and plays a service. */
export async function openSite(
  files: Readonly<Record<string, string>>,
  { csp = "default-src 'self'", answer, handle }: SiteOptions = {},
): Promise<Site> {
  const wire: Arrival[] = [];
  const server = createServer(async (request, response) => {
    if (handle !== undefined) return handle(request, response);
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    // Browsers ask for an icon by themselves, and a 404 would be an error in the console.
    const text = path === '/favicon.ico' ? '' : files[path];
    if (csp !== false) response.setHeader('content-security-policy', csp);
    if (text === undefined && answer !== undefined) {
      const arrival = await receive(request, response, wire);
      reply(answer(arrival, wire.indexOf(arrival) + 1), response);
      return;
    }
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.statusCode = text === undefined ? 404 : 200;
    response.end(text);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const pause = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  const close = async () => {
    if (server.listening) await pause();
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const at = (host: string) => `http://${host}:${port}`;
  return { origin: at('127.0.0.1'), at, wire, pause, resume: () => listen(port), close, [Symbol.asyncDispose]: close };
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

async function receive(request: IncomingMessage, response: ServerResponse, wire: Arrival[]): Promise<Arrival> {
  const { method = '', url: path = '', headers } = request;
  const arrival: Writable<Arrival> = { method, path, headers, at: Date.now(), body: '', isBrokenOff: false };
  wire.push(arrival);
  response.on('finish', () => {
    arrival.answered = { at: Date.now(), status: response.statusCode };
  });
  response.on('close', () => {
    arrival.isBrokenOff = !response.writableEnded;
  });
  for await (const chunk of request) arrival.body += String(chunk);
  return arrival;
}

function reply(given: Reply, response: ServerResponse): void {
  if (given === 'hang') return;
  if (given === 'cut') {
    response.destroy();
    return;
  }
  const { status = 200, headers = {}, body, delayMs = 0 } = typeof given === 'number' ? { status: given } : given;
  const timer = setTimeout(() => {
    response.writeHead(status, { 'content-type': 'text/plain', 'cache-control': 'no-store', ...headers });
    response.end(body ?? `status ${status}`);
  }, delayMs);
  response.once('close', () => clearTimeout(timer));
}

/** A page that loads `/page.js` (and `/page.css`, if the site has it) and holds `body`. */
export const htmlPage = ({ body = '', css = false, lang = 'en', dir = 'ltr' } = {}): string =>
  `<!doctype html><html lang="${lang}" dir="${dir}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Test page</title>
${css ? '<link rel="stylesheet" href="/page.css">' : ''}<script type="module" src="/page.js"></script></head>
<body>${body}</body></html>`;

export interface BundleOptions {
  /** Default `esm`. */
  readonly format?: 'esm' | 'iife';
  readonly minify?: boolean;
  readonly define?: Record<string, string>;
  readonly plugins?: Plugin[];
  /** Whose `steadyfetch`: what stands in `src`, or what was built. Default `src`. */
  readonly from?: 'src' | 'dist';
}

const ENTRIES = {
  src: {
    opossum: join(ROOT, 'dist/browser/opossum.js'),
    'p-retry': join(ROOT, 'dist/browser/p-retry.js'),
    'steadyfetch/evidence': join(ROOT, 'src/evidence/index.ts'),
    'steadyfetch/notices': join(ROOT, 'src/notices/index.ts'),
    'steadyfetch/dom': join(ROOT, 'src/dom/index.ts'),
    'steadyfetch/history': join(ROOT, 'src/history/index.ts'),
    'steadyfetch/sinks': join(ROOT, 'src/sinks/index.ts'),
    'steadyfetch/react': join(ROOT, 'src/react/index.ts'),
    'steadyfetch/service-worker': join(ROOT, 'src/service-worker/index.ts'),
    'steadyfetch/locales/de': join(ROOT, 'src/notices/text/locales/de.ts'),
    steadyfetch: join(ROOT, 'src/index.ts'),
  },
  dist: {
    'steadyfetch/evidence': join(ROOT, 'dist/browser/evidence.js'),
    'steadyfetch/notices': join(ROOT, 'dist/browser/notices.js'),
    'steadyfetch/dom': join(ROOT, 'dist/browser/dom.js'),
    'steadyfetch/history': join(ROOT, 'dist/browser/history.js'),
    'steadyfetch/locales/ar': join(ROOT, 'dist/locales/ar.js'),
    'steadyfetch/sinks': join(ROOT, 'dist/browser/sinks.js'),
    steadyfetch: join(ROOT, 'dist/browser/index.js'),
  },
} as const;

/** With what a browser gets by default: no evidence, and no checks of options. */
export const SHIPPED: BundleOptions = { plugins: [twins(['browser', 'production'])] };

/** Bundles a file for the browser; `entry` is a path from the root of the repository. */
export async function bundle(entry: string, options: BundleOptions = {}): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    format: options.format ?? 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    minify: options.minify ?? false,
    define: { 'process.env.NODE_ENV': '"production"', ...options.define },
    plugins: options.plugins ?? [],
    logLevel: 'silent',
    alias: ENTRIES[options.from ?? 'src'],
  });
  return outputFiles[0]?.text ?? '';
}
