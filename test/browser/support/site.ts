import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');

/** A site on loopback. */
export interface Site extends AsyncDisposable {
  /** Without a slash. */
  readonly origin: string;
  close(): Promise<void>;
}

export interface SiteOptions {
  /** The content security policy of every answer; `false` for none. Default `default-src 'self'`. */
  readonly csp?: string | false;
}

const TYPES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/** Serves texts by their path. */
export async function openSite(
  files: Readonly<Record<string, string>>,
  { csp = "default-src 'self'" }: SiteOptions = {},
): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    // Browsers ask for an icon by themselves, and a 404 would be an error in the console.
    const text = path === '/favicon.ico' ? '' : files[path];
    if (csp !== false) response.setHeader('content-security-policy', csp);
    response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream');
    response.statusCode = text === undefined ? 404 : 200;
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close,
    [Symbol.asyncDispose]: close,
  };
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
}

/** Bundles a file for the browser; `entry` is a path from the root of the repository. `steadyfetch` is what stands in `src`. */
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
    alias: {
      'steadyfetch/notices': join(ROOT, 'src/notices/index.ts'),
      'steadyfetch/dom': join(ROOT, 'src/dom/index.ts'),
      'steadyfetch/sinks': join(ROOT, 'src/sinks/index.ts'),
      'steadyfetch/react': join(ROOT, 'src/react/index.ts'),
      'steadyfetch/locales/de': join(ROOT, 'src/notices/locales/de.ts'),
      steadyfetch: join(ROOT, 'src/index.ts'),
    },
  });
  return outputFiles[0]?.text ?? '';
}
