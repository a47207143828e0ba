import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, BrowserPage } from './support/browser.ts';
import { launchChromium } from './support/chromium.ts';
import { openSite } from './support/site.ts';

// What a newcomer does: an empty folder, a new Vite app from npm, the package as it is packed, and the README's snippets, pasted in
// order into the files that they name. Build with types first.

const ROOT = join(import.meta.dirname, '../..');
const CREATE_VITE = 'vite@9.3.0';
const execute = promisify(execFile);

/** Each snippet by the file that its first line names. */
const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
const snippets = [...readme.matchAll(/^```tsx?\n(?:\/\/ (src\/\S+)\n)?([\s\S]*?)^```$/gm)].map(
  ([, file = '', code = '']) => ({ file, code }),
);

const APPS = [
  {
    template: 'vanilla-ts',
    packages: [],
    files: ['src/steady.ts', 'src/orders.ts', 'src/notices.ts', 'src/main.ts'],
    viteConfig: `import { defineConfig } from 'vite';\nexport default defineConfig({});\n`,
    notice: 'steady-notices .card',
  },
  {
    template: 'react-ts',
    packages: ['sonner@2.0.8'],
    files: ['src/steady.ts', 'src/orders.ts', 'src/toasts.ts', 'src/App.tsx'],
    viteConfig: undefined,
    notice: '[data-sonner-toast]',
  },
] as const;

let folder: string;
let tarball: string;
let browser: Browser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steadyfetch-readme-'));
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename }] = JSON.parse((await execute('npm', pack, { cwd: ROOT })).stdout);
  tarball = join(folder, filename);
  browser = await launchChromium();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

test('every snippet names a file of its own, and is pasted into an app', () => {
  const files = snippets.map(({ file }) => file);
  expect(files).not.toContain('');
  expect(new Set(files).size).toBe(files.length);
  expect(new Set(APPS.flatMap(({ files }) => files))).toEqual(new Set(files));
});

describe.each(APPS)('a new app of the template $template', ({ template, packages, files, viteConfig, notice }) => {
  test('has no type error, and shows what its server does', { timeout: 400_000 }, async () => {
    let status = 200;
    await using api = await openSite(
      {},
      {
        answer: () =>
          status === 200
            ? { headers: { 'content-type': 'application/json' }, body: '{"name":"Green tea"}' }
            : { status, headers: { 'retry-after': '5' } },
      },
    );

    const app = join(folder, template);
    const create = ['create', '--yes', CREATE_VITE, template, '--', '--template', template, '--no-interactive'];
    await execute('npm', create, { cwd: folder });
    const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball, ...packages];
    await execute('npm', install, { cwd: app });
    for (const { file, code } of snippets) {
      if ((files as readonly string[]).includes(file)) await writeFile(join(app, file), code);
    }
    // The app's own server is behind `/api`.
    const config = viteConfig ?? (await readFile(join(app, 'vite.config.ts'), 'utf8'));
    const proxy = `server: { proxy: { '/api': '${api.origin}' } },`;
    await writeFile(join(app, 'vite.config.ts'), config.replace('defineConfig({', `$&${proxy}`));
    expect(await outputOf('npm', ['run', 'build'], app)).toContain('built in');

    await using vite = await startVite(app);
    await using page = await browser.open(vite.url);
    await shows(page, 'Green tea');
    expect(await page.complaints()).toEqual([]);

    status = 503;
    await using second = await browser.open(vite.url);
    await shows(second, 'Orders', notice);
    expect(await second.evaluate(() => document.body.innerText)).not.toContain('Green tea');
    status = 200;
    await shows(second, 'Green tea');
    await shows(second, 'You can use Orders again', notice);
    expect((await second.complaints()).filter((each) => !each.includes('status of 503'))).toEqual([]);
  });
});

/** Waits for the text in an element that matches, through shadow roots. */
const shows = (page: BrowserPage, text: string, selector = 'body'): Promise<void> =>
  page.until(
    (wanted) => {
      const roots: (Document | ShadowRoot)[] = [document];
      const [first = '', last] = wanted.selector.split(' ');
      for (const host of document.querySelectorAll(first)) if (host.shadowRoot !== null) roots.push(host.shadowRoot);
      return roots.some((root) =>
        [...root.querySelectorAll(root === document ? wanted.selector : (last ?? ''))].some((each) =>
          (each as HTMLElement).innerText.includes(wanted.text),
        ),
      );
    },
    { text, selector },
    { timeoutMs: 20_000 },
  );

/** What a command prints, also where it fails: compilers complain on stdout. */
const outputOf = (command: string, args: string[], cwd: string): Promise<string> =>
  execute(command, args, { cwd, env: { ...process.env, NO_COLOR: '1' } }).then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  );

/** The app as `npm run dev` serves it. */
async function startVite(app: string): Promise<AsyncDisposable & { readonly url: string }> {
  const args = [join(app, 'node_modules/vite/bin/vite.js'), '--host', '127.0.0.1', '--port', '0'];
  const child = spawn(process.execPath, args, { cwd: app, env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      const [found] = /http:\/\/127\.0\.0\.1:[1-9]\d*\//.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`Vite has ended: ${output}`)));
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}
