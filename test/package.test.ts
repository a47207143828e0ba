import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import fc from 'fast-check';
import Opossum from 'opossum';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPOSSUM_CONTRACT, setUp } from './opossum-contract.ts';
import { P_RETRY_CONTRACT } from './p-retry-contract.ts';

// The package as people get it: packed, installed in an empty project, and used there. Needs `npm run build` first.
const root = resolve(import.meta.dirname, '..');
const execute = promisify(execFile);

let app: string;
let installed: string;
let packed: string[];

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'steadyfetch-app-'));
  installed = join(app, 'node_modules/steadyfetch');
  await writeFile(join(app, 'package.json'), '{ "private": true, "type": "module" }');
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', app];
  const [{ filename, files }] = JSON.parse((await execute('npm', pack, { cwd: root })).stdout);
  packed = files.map(({ path }: { path: string }) => path);
  const install = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', `./${filename}`];
  await execute('npm', install, { cwd: app });
}, 120_000);

afterAll(() => rm(app, { recursive: true, force: true }));

// `steadyfetch/react` needs React, `steadyfetch/msw` MSW and `steadyfetch/otel` the API of OpenTelemetry: they are tried where those are.
const LOCALES = ['ar', 'de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt-BR', 'zh-Hans', 'check'];
/** Packages whose types are in those of one entry point. */
const PEERS: Readonly<Record<string, string>> = { msw: 'msw', '@opentelemetry/api': 'otel' };
const SELF_CONTAINED = ['browser', 'bundled', 'cjs', 'development'];
const ENTRY_POINTS = [
  '',
  '/evidence',
  '/notices',
  '/dom',
  '/history',
  '/sinks',
  '/service-worker',
  '/testing',
  ...LOCALES.map((name) => `/locales/${name}`),
].map((path) => `steadyfetch${path}`);

const node = async (kind: 'module' | 'commonjs', script: string): Promise<unknown> => {
  // A script that leaves something running would not end by itself.
  const options = { cwd: app, timeout: 10_000 };
  return JSON.parse((await execute(process.execPath, [`--input-type=${kind}`, '--eval', script], options)).stdout);
};

describe('the tarball', () => {
  test('holds what people need, and nothing else', () => {
    const top = new Set(packed.map((path) => path.split('/')[0]));
    expect([...top].sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
    const others = packed.filter((path) => path.startsWith('dist/') && !/\.(c?js|d\.c?ts)$/.test(path));
    const licenses = SELF_CONTAINED.flatMap((folder) => [
      `dist/${folder}/opossum.LICENSE.txt`,
      `dist/${folder}/p-retry.LICENSE.txt`,
    ]);
    licenses.push(...['opossum', 'p-retry', 'commander'].map((name) => `dist/${name}.LICENSE.txt`));
    expect(others.sort()).toEqual([...licenses, 'dist/bundled/package.json'].sort());
  });

  test('checks a catalogue and makes a page of it by one command', { timeout: 60_000 }, async () => {
    const locale = (...given: string[]) =>
      execute(process.execPath, [join(installed, 'bin/locale.js'), ...given], { cwd: app, maxBuffer: 10_000_000 });
    const dutch = 'node_modules/steadyfetch/dist/locales/nl.js';
    expect((await locale('check', dutch, 'nl')).stdout).toBe('Nothing is missing.\n');
    await writeFile(join(app, 'part.js'), "export const part = { 'slow.title': '{Service} is traag' };");
    const { code, stdout } = await locale('check', 'part.js', 'nl').catch((error) => error);
    expect([code, stdout]).toEqual([1, expect.stringContaining('"slow.detail" is missing.')]);
    const page = (await locale('page', 'part.js', 'nl')).stdout;
    expect(page).toMatch(/<article lang="nl" dir="ltr"><h2>[^<]+ is traag<\/h2><p><span lang="en" dir="ltr">/);
  });

  test('writes the page for a gateway by one command', async () => {
    const page = (...given: string[]) =>
      execute(process.execPath, [join(installed, 'bin/page.js'), ...given], { cwd: app });
    const { stdout } = await page('--label', 'Shop', '--languages', 'en, de');
    expect(stdout).toMatch(
      /^<!doctype html>\n<html lang="en" dir="ltr">.*Der Dienst antwortet gerade nicht.*<\/html>\n$/s,
    );
    expect((await page('--after-sending')).stdout).toContain('We don’t know if that was saved');
    for (const [given, complaint] of [
      [['--languages', 'tlh'], '--languages must be some of ar, de, en'],
      [['--label', ''], '--label must be what people call the site'],
      [['--seconds', '5'], "Unknown option '--seconds'"],
    ] as const) {
      const { code, stderr, stdout: said } = await page(...given).catch((error) => error);
      expect([code, said]).toEqual([2, '']);
      expect(stderr).toContain(complaint);
      expect(stderr).toContain('steadyfetch-page [--label');
    }
  });

  test('explains an answer by one command, with nothing installed beside the package but what it depends on', async () => {
    const server = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const command = join(app, 'node_modules/.bin/steadyfetch');
    const { code, stdout } = await execute(command, ['explain', url], { cwd: app }).catch((error) => error);
    server.close();
    expect([code, stdout]).toEqual([3, expect.stringContaining('404 Not Found\n')]);
  });

  test('holds every file that package.json names', async () => {
    const { exports, main, module, types, unpkg, jsdelivr } = JSON.parse(
      await readFile(join(installed, 'package.json'), 'utf8'),
    );
    const named = JSON.stringify({ exports, main, module, types, unpkg, jsdelivr }).match(/\.\/[^"]+\.\w+/g) ?? [];
    expect(named).toContain('./dist/index.js');
    expect(named.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
  });

  test('names the files of a page once more for Parcel, which does not read `exports` by default', async () => {
    const { exports, alias } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    const { '.': _, './package.json': _manifest, ...parts } = exports as Record<string, { default: string }>;
    expect(alias).toEqual(Object.fromEntries(Object.entries(parts).map(([path, part]) => [path, part.default])));
  });

  test('names the files of a native app once more for React Native before 0.79, which does not read `exports` by default', async () => {
    const manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    const { '.': whole, './package.json': _, ...parts } = manifest.exports as Record<string, Record<string, string>>;
    const files = Object.entries(parts).map(([path, part]) => [path, part['react-native'] ?? part['default']]);
    expect(manifest['react-native']).toEqual({
      [manifest.main]: whole?.['react-native'],
      ...Object.fromEntries(files),
    });
  });

  test.each([
    ['opossum', 'Apache-2.0', /Apache License\s+Version 2\.0/],
    ['p-retry', 'MIT', /MIT License/],
  ])('says whose work the bundled %s is', async (name, license, words) => {
    const { version } = JSON.parse(await readFile(join(root, `node_modules/${name}/package.json`), 'utf8'));
    expect(await readFile(join(installed, `dist/browser/${name}.js`), 'utf8')).toContain(
      `${name} ${version}, ${license}`,
    );
    expect(await readFile(join(installed, `dist/browser/${name}.LICENSE.txt`), 'utf8')).toMatch(words);
  });
});

describe('in Node', () => {
  test('can be imported', async () => {
    const script =
      "import { createSteadyFetch } from 'steadyfetch'; console.log(JSON.stringify(createSteadyFetch().name));";
    expect(await node('module', script)).toBe('fetch');
  });

  test('gives the report of a call also through the other build', async () => {
    const script = `
      import { createRequire } from 'node:module';
      import { createSteadyFetch, reportOf } from 'steadyfetch';
      const other = createRequire(process.cwd() + '/')('steadyfetch');
      const fetch = async () => new Response('', { status: 404 });
      const ours = await createSteadyFetch({ fetch })('https://api.test/');
      const theirs = await other.createSteadyFetch({ fetch })('https://api.test/');
      console.log(JSON.stringify([ours, theirs].map((each) => [reportOf(each), other.reportOf(each)].map((report) => report.settledBecause))));`;
    expect(await node('module', script)).toEqual([
      ['final', 'final'],
      ['final', 'final'],
    ]);
  });

  test('can be required', async () => {
    const script = "console.log(JSON.stringify(require('steadyfetch').createSteadyFetch().name));";
    expect(await node('commonjs', script)).toBe('fetch');
  });

  test.each(ENTRY_POINTS)(
    'does nothing when %s is imported: no timer, no handle, no global, no listener',
    async (entryPoint) => {
      const script = `
      import { setTimeout as pause } from 'node:timers/promises';
      let timers = 0;
      globalThis.setTimeout = globalThis.setInterval = () => timers++;
      const look = () => ({ globals: Reflect.ownKeys(globalThis), fetch, running: process.getActiveResourcesInfo() });
      const before = look();
      globalThis.addEventListener = () => timers++;
      await import('${entryPoint}');
      delete globalThis.addEventListener;
      await pause(20); // Node's own file handles are closed by then.
      const after = look();
      console.log(JSON.stringify({
        timers,
        globals: after.globals.filter((name) => !before.globals.includes(name)),
        fetchIsUntouched: after.fetch === before.fetch,
        running: after.running.filter((each) => !before.running.includes(each)),
      }));`;
      expect(await node('module', script)).toEqual({ timers: 0, globals: [], fetchIsUntouched: true, running: [] });
    },
  );

  test.each(['a worker', 'a server render'])(
    'reports trouble in %s, with notices and without a page',
    async (place) => {
      const story = `
      import { createSteadyFetch } from 'steadyfetch';
      import { createNotices } from 'steadyfetch/notices';
      import { mountNotices } from 'steadyfetch/dom';
      import { collectSink } from 'steadyfetch/sinks';
      const steady = createSteadyFetch({ fetch: async () => new Response('', { status: 504 }) });
      const center = createNotices(steady);
      mountNotices(center)();
      const sink = collectSink();
      center.connect(sink);
      await steady('https://api.test/', { method: 'POST', body: 'x' });
      while (sink.upserted.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      export const told = [center.getServerSnapshot().length, sink.upserted.at(-1).text.title];
      center.close();`;
      await writeFile(
        join(app, 'worker.mjs'),
        `${story}\n(await import('node:worker_threads')).parentPort.postMessage(told);`,
      );
      const inWorker = `
      import { Worker } from 'node:worker_threads';
      new Worker('./worker.mjs', { execArgv: [] }).on('message', (told) => console.log(JSON.stringify(told)));`;
      const script = place === 'a worker' ? inWorker : `${story}\nconsole.log(JSON.stringify(told));`;
      expect(await node('module', script)).toEqual([0, 'We don’t know if that was saved']);
    },
  );

  test.each(['opossum', 'p-retry'])('uses the %s that is installed beside it', async (name) => {
    const loaded = join(app, 'loaded.mjs');
    await writeFile(
      loaded,
      'export const load = (url, _, next) => { process.stderr.write(url + " "); return next(url); };',
    );
    const { stderr } = await execute(process.execPath, ['--loader', loaded, '--eval', "import('steadyfetch')"], {
      cwd: app,
    });
    expect(stderr).toContain(`/node_modules/${name}/`);
    expect(stderr).not.toContain('/steadyfetch/dist/bundled/');
  });
});

describe('bundled for Node', () => {
  test.each(['esm', 'cjs'] as const)('by esbuild as %s, it runs with nothing installed beside it', async (format) => {
    const story = `
      import { classify, createSteadyFetch } from 'steadyfetch';
      const error = new TypeError('fetch failed', { cause: Object.assign(new Error(''), { code: 'ENOTFOUND', hostname: 'a.test' }) });
      const answers = [502, 200];
      const steady = createSteadyFetch({ fetch: async () => new Response('fine', { status: answers.shift() }), retry: { baseDelayMs: 1 } });
      steady('https://a.test/').then(async (response) => {
        const { reached } = classify(error, { url: 'https://a.test/' });
        console.log(JSON.stringify([await response.text(), reached]));
      });`;
    const outfile = join(await mkdtemp(join(tmpdir(), 'steadyfetch-server-')), format === 'esm' ? 'a.mjs' : 'a.cjs');
    await build({
      stdin: { contents: story, resolveDir: app },
      bundle: true,
      platform: 'node',
      format,
      outfile,
      logLevel: 'silent',
    });
    expect(JSON.parse((await execute(process.execPath, [outfile])).stdout)).toEqual(['fine', 'no']);
  });
});

describe('in a browser', () => {
  const bundled = async (contents: string, conditions: string[] = []) => {
    const options = { bundle: true, platform: 'browser', format: 'iife', write: false, logLevel: 'silent' } as const;
    const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: app }, conditions });
    return outputFiles[0]?.text ?? '';
  };

  test.each([
    ['does not check options in a build for production', [], 'accepted'],
    ['checks options in a build for development', ['development'], 'steadyfetch: retry.maxAttempts must be'],
  ])('%s', async (_, conditions, said) => {
    const code = await bundled(
      `import { createSteadyFetch } from 'steadyfetch';
      try { createSteadyFetch({ retry: { maxAttempts: 0 } }); said = 'accepted' } catch (error) { said = error.message }`,
      conditions,
    );
    const page = createContext({ said: '', AbortController, AbortSignal, Response, fetch: () => {} });
    runInContext(code, page);
    expect(page['said']).toContain(said);
  });

  test('needs no bundler: a file that a page loads names only files that lie beside it', async () => {
    const files = packed.filter(
      (path) => /^dist\/(browser|locales)\/.*\.js$/.test(path) && !/\/(react|msw|otel)\.js$/.test(path),
    );
    expect(files).toContain('dist/browser/notices.js');
    for (const path of files) {
      const { importedFiles } = ts.preProcessFile(await readFile(join(installed, path), 'utf8'));
      for (const { fileName } of importedFiles) {
        expect(existsSync(join(installed, dirname(path), fileName)) && fileName.startsWith('.'), fileName).toBe(true);
      }
    }
  });

  const page = `
    import { createSteadyFetch } from 'steadyfetch';
    const answers = [502, 200];
    const steady = createSteadyFetch({ fetch: async () => new Response('fine', { status: answers.shift() }), retry: { baseDelayMs: 1 } });
    globalThis.story = (async () => {
      const text = await (await steady('https://api.test/')).text();
      steady.isolate('https://api.test');
      const [{ state, successes, failures }] = steady.upstreams();
      steady.close();
      return { text, state, successes, failures };
    })();`;

  test('bundles without configuration, and runs where there is nothing but the web', async () => {
    const { outputFiles, metafile, warnings } = await build({
      stdin: { contents: page, resolveDir: app },
      bundle: true,
      platform: 'browser',
      format: 'iife',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs).map((path) => path.slice(path.lastIndexOf('node_modules/')));
    expect(warnings).toEqual([]);
    expect(inputs).toContain('node_modules/steadyfetch/dist/browser/opossum.js');
    expect(inputs).toContain('node_modules/steadyfetch/dist/browser/p-retry.js');
    expect(inputs.filter((path) => /^node_modules\/(?!steadyfetch\/)/.test(path))).toEqual([]);

    const web = { AbortController, AbortSignal, DOMException, Headers, Request, Response, URL, URLSearchParams };
    const more = {
      Blob,
      FormData,
      ReadableStream,
      clearTimeout,
      console,
      crypto,
      performance,
      queueMicrotask,
      setTimeout,
    };
    // No strings as code: what a strict Content-Security-Policy forbids.
    const window = createContext({ ...web, ...more }, { codeGeneration: { strings: false, wasm: false } });
    runInContext(outputFiles[0]?.text ?? '', window);
    expect(await window['story']).toEqual({ text: 'fine', state: 'open', successes: 1, failures: 1 });
  });

  test.each(OPOSSUM_CONTRACT)('the bundled opossum keeps its word: $claim', async ({ observe, expected }) => {
    const { default: Lean } = await import(join(installed, 'dist/browser/opossum.js'));
    expect(await observe(Lean)).toEqual(expected);
  });

  test('the bundled opossum decides as the whole one does, whatever happens', async () => {
    const { default: Lean } = await import(join(installed, 'dist/browser/opossum.js'));
    const happening = fc.constantFrom('fail', 'succeed', 'rotate', 'open', 'close');
    const live = (Breaker: typeof Opossum, story: readonly string[]) => {
      const { breaker, told, window, fail, succeed } = setUp(Breaker);
      const acts: Record<string, () => unknown> = {
        fail,
        succeed,
        rotate: () => window.rotate(),
        open: () => breaker.open(),
        close: () => breaker.close(),
      };
      const seen = story.map((each) => {
        acts[each]?.();
        const { fires, successes, failures, rejects } = breaker.stats;
        return [each, breaker.opened, breaker.closed, fires, successes, failures, rejects];
      });
      breaker.shutdown();
      return { seen, told };
    };
    const lives = fc.property(fc.array(happening, { maxLength: 60 }), (story) => {
      expect(live(Lean, story)).toEqual(live(Opossum, story));
    });
    await fc.assert(lives);
  });

  test.each(P_RETRY_CONTRACT)('the bundled p-retry keeps its word: $claim', async ({ observe, expected }) => {
    const { default: pRetry } = await import(join(installed, 'dist/browser/p-retry.js'));
    expect(await observe(pRetry)).toEqual(expected);
  });
});

describe('its types', () => {
  const consumer = `
    import { createSteadyFetch } from 'steadyfetch';
    const steady: typeof globalThis.fetch = createSteadyFetch();
    export const answer: Promise<Response> = steady('https://api.test/', { method: 'POST', body: 'a' });
    // @ts-expect-error: nothing is left as "any"
    createSteadyFetch({ retry: { maxAttempts: 'four' } });
    import { createNotices, type NoticeSink } from 'steadyfetch/notices';
    import { collectSink, sonnerSink } from 'steadyfetch/sinks';
    import { de } from 'steadyfetch/locales/de';
    const sink: NoticeSink = collectSink();
    createNotices(createSteadyFetch(), { catalogue: de, locale: 'de' }).connect(sink).unsubscribe();
    // @ts-expect-error: and a toast has to be one
    sonnerSink({});`;
  const typesNode = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];

  test.each([
    ['the DOM only', ['--lib', 'es2022,dom']],
    ['@types/node only', ['--lib', 'es2022', ...typesNode]],
    ['both', ['--lib', 'es2022,dom', ...typesNode]],
    ['a bundler and the DOM', ['--lib', 'es2022,dom', '--module', 'esnext', '--moduleResolution', 'bundler']],
  ])(
    'compile with %s',
    async (name, platform) => {
      const file = join(app, `${name.replaceAll(/\W/g, '-')}.ts`);
      await writeFile(file, consumer);
      const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--skipLibCheck', 'false'];
      const tsc = [
        join(root, 'node_modules/typescript/bin/tsc'),
        ...strict,
        '--target',
        'es2022',
        '--module',
        'nodenext',
      ];
      const compiled = execute(process.execPath, [...tsc, ...platform, file], { cwd: app });
      expect((await compiled.catch((error) => error)).stdout).toBe('');
    },
    120_000,
  );

  test('are those of a CommonJS module for a CommonJS module', async () => {
    const file = join(app, 'consumer.cts');
    await writeFile(file, consumer);
    const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--skipLibCheck', 'false'];
    const options = ['--target', 'es2022', '--module', 'node16', '--lib', 'es2022,dom', file];
    expect((await execute(process.execPath, [...tsc, ...options], { cwd: app }).catch((error) => error)).stdout).toBe(
      '',
    );
  }, 120_000);

  test('need no other package, but the peer that an entry point is for', async () => {
    const declarations = packed.filter((path) => /\.d\.c?ts$/.test(path));
    expect(declarations).toContain('dist/react.d.ts');
    for (const path of declarations) {
      const { importedFiles, typeReferenceDirectives } = ts.preProcessFile(
        await readFile(join(installed, path), 'utf8'),
      );
      const named = [...importedFiles, ...typeReferenceDirectives].map(({ fileName }) => fileName);
      expect(
        named.filter((name) => !/^\.\.?\//.test(name) && !new RegExp(`/${PEERS[name]}\\.d\\.c?ts$`).test(path)),
        path,
      ).toEqual([]);
    }
  });
});
