import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { transform } from 'esbuild';
import { run } from '../../runtimes/support/programs.ts';

const sources = join(import.meta.dirname, '../app');
const noted = join(import.meta.dirname, '../../../.cache/consumers.json');

/** As `prepare.mjs` has noted. */
const {
  folder: home,
  tarball,
  nodes,
} = JSON.parse(await readFile(noted, 'utf8')) as {
  readonly folder: string;
  readonly tarball: string;
  readonly nodes: Readonly<Record<string, string>>;
};

/** The program of the Node of that major version. */
export const node = (major: string): string => nodes[major] ?? execPath;

export type Packages = Readonly<Record<string, string>>;

/** An app that uses the package. */
export interface App {
  readonly folder: string;
  /** Puts files of `app/` there, and texts of its own by their name. */
  add(...files: readonly (string | Readonly<Record<string, string>>)[]): Promise<void>;
  /** Runs a command there, and fails with what it says unless that ends well. Returns what it prints. */
  run(command: readonly string[], env?: Record<string, string>): Promise<string>;
  /** Runs a file of a package that is installed there, with the Node at hand. */
  tool(path: string, ...args: readonly string[]): Promise<string>;
}

const QUIET = { ASTRO_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1', WRANGLER_SEND_METRICS: 'false' };

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** A folder with a `package.json` and nothing installed. */
export async function emptyApp(name: string, packages: Packages, more: object = {}): Promise<App> {
  const folder = join(home, name);
  const manifest = {
    private: true,
    type: 'module',
    ...more,
    dependencies: { ...packages, steadyfetch: `file:${tarball}` },
  };
  await mkdir(folder, { recursive: true });
  const app: App = {
    folder,
    async add(...files) {
      for (const file of files) {
        if (typeof file === 'string') await copyFile(join(sources, file), join(folder, file));
        else for (const [path, text] of Object.entries(file)) await write(join(folder, path), text);
      }
    },
    async run(command, env) {
      const { code, out, err } = await run(command, { ...QUIET, ...env }, 300_000, folder);
      if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${out}\n${err}`);
      return out;
    },
    tool: (path, ...args) => app.run([execPath, join(folder, 'node_modules', path), ...args]),
  };
  await app.add({ 'package.json': JSON.stringify(manifest, undefined, 2) });
  return app;
}

/** One in which npm has installed the package and the tools, unless they lie there from the last time. */
export async function npmApp(name: string, packages: Packages, more?: object): Promise<App> {
  const app = await emptyApp(name, packages, more);
  const installed = join(app.folder, 'node_modules/installed.json');
  const wanted = JSON.stringify({ packages, tarball });
  if ((await readFile(installed, 'utf8').catch(() => '')) === wanted) return app;
  await rm(installed, { force: true });
  const quiet = ['--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await app.run(['npm', 'install', '--prefer-offline', ...quiet]);
  await writeFile(installed, wanted);
  return app;
}

/** `call.js` for `require`. */
export async function asCommonJs(app: App): Promise<void> {
  const { code } = await transform(await readFile(join(sources, 'call.js'), 'utf8'), { format: 'cjs' });
  await app.add({ 'call.cjs': code });
}
