import { createHash } from 'node:crypto';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { deadPort } from '../../support/scripted-upstream.ts';
import { type App, node, npmApp, type Packages } from './app.ts';
import { buildOf, folderOf, playPage, playProgram, playServer } from './play.ts';
import type { Row } from './rows.ts';

// Frameworks that build a server and its pages, and other ways to the web that bring much with them.

/** The program of a package, which lies elsewhere in other versions. */
async function binOf({ folder }: App, name: string): Promise<string> {
  const home = join(folder, 'node_modules', name);
  const { bin } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return join(home, bin[name] ?? '');
}

const astro = (version: string, adapter: string, on: string): Row => ({
  name: `Astro ${version}, adapter for Node, on Node ${on}`,
  packages: { astro: version, '@astrojs/node': adapter },
  build: 'dist, dist/browser',
  isExtra: true,
  async play({ packages }, browser) {
    const app = await npmApp(`astro-${version}`, packages);
    await app.add('call.js', 'page.js', {
      'astro.config.mjs': `import node from '@astrojs/node';
        export default { output: 'server', adapter: node({ mode: 'standalone' }), vite: { build: { sourcemap: true } } };`,
      'src/pages/index.astro': `---\nexport const prerender = true;\n---\n<script>import '../../page.js';</script>`,
      'src/pages/rendered.astro': `---
        import { call } from '../../call.js';
        const { body, told } = await call(Astro.url.searchParams.get('service'));\n---\n<p>{body}, {told}</p>`,
      'src/pages/endpoint.js': `import { call } from '../../call.js';
        const from = import.meta.resolve('steadyfetch');
        export const GET = async ({ url }) => Response.json({ ...(await call(url.searchParams.get('service'))), from });`,
    });
    await app.run([node(on), await binOf(app, 'astro'), 'build']);
    const out = join(app.folder, 'dist');
    const { ran, resolved } = await playServer(await browser(), [node(on), join(out, 'server/entry.mjs')], 0);
    // What its server does not bundle, Node finds.
    const server = (await buildOf(join(out, 'server'))) || folderOf([resolved]);
    return { build: `${server}, ${await buildOf(join(out, 'client'))}`, ran };
  },
});

const nuxt = (version: string, on: string, more?: Packages): Row => ({
  name: `Nuxt ${version} on Node ${on}`,
  packages: { nuxt: version, ...more },
  build: 'dist/bundled, dist/browser',
  isExtra: true,
  async play({ packages }, browser) {
    const app = await npmApp(`nuxt-${version}`, packages);
    await app.add('call.js', 'page.js', {
      'nuxt.config.ts': 'export default defineNuxtConfig({ sourcemap: { server: true, client: true } });',
      'app/app.vue': '<template><NuxtPage /></template>',
      'app/pages/index.vue': `<script setup>onMounted(() => import('../../page.js'));</script><template><p /></template>`,
      'app/pages/rendered.vue': `<script setup>
        import { call } from '../../call.js';
        const { query } = useRoute();
        const { data } = await useAsyncData('call', () => call(query.service));
        </script><template><p>{{ data.body }}, {{ data.told }}</p></template>`,
      'server/routes/endpoint.js': `import { call } from '../../call.js';
        export default defineEventHandler((event) => call(getQuery(event).service));`,
    });
    await app.run([node(on), await binOf(app, 'nuxt'), 'build']);
    // As it is deployed: what it has not taken along is not found in a folder above it.
    const out = `${app.folder}-deployed`;
    await rm(out, { recursive: true, force: true });
    await cp(join(app.folder, '.output'), out, { recursive: true });
    const entry = join(out, 'server/index.mjs');
    const { ran } = await playServer(await browser(), [node(on), entry], await deadPort());
    return { build: `${await buildOf(join(out, 'server'))}, ${await buildOf(join(out, 'public'))}`, ran };
  },
});

const wrangler: Row = {
  name: 'wrangler 4.86.0',
  packages: { wrangler: '4.86.0' },
  build: 'dist/browser',
  isExtra: true,
  async play({ packages }) {
    const app = await npmApp('wrangler', packages);
    const compatibilityDate = '2026-04-01';
    await app.add('call.js', {
      'wrangler.json': JSON.stringify({ name: 'app', main: 'worker.js', compatibility_date: compatibilityDate }),
      'worker.js': `import { call } from './call.js';
        const service = ({ url }) => new URL(url).searchParams.get('service');
        export default { fetch: async (request) => Response.json(await call(service(request))) };`,
      'play.js': `import { Miniflare } from 'miniflare';
        const options = { modules: true, scriptPath: 'out/worker.js', compatibilityDate: '${compatibilityDate}' };
        const worker = new Miniflare(options);
        const address = 'http://worker/?' + new URLSearchParams({ service: process.argv[2] });
        console.log(await (await worker.dispatchFetch(address)).text());
        await worker.dispose();`,
    });
    const command = [execPath, await binOf(app, 'wrangler'), 'deploy', '--dry-run', '--outdir', 'out'];
    await app.run(command, { XDG_CONFIG_HOME: join(app.folder, '.config') });
    const { ran } = await playProgram(app, [execPath, 'play.js']);
    return { build: await buildOf(join(app.folder, 'out')), ran: `${ran}, in workerd` };
  },
};

const jspm: Row = {
  name: '@jspm/generator 2.16.3, import map of local packages',
  packages: { '@jspm/generator': '2.16.3' },
  build: 'dist/browser',
  isExtra: true,
  async play({ packages }, browser) {
    const tools = await npmApp('tool-jspm', packages);
    await tools.add({
      'map.js': `import { readFile, writeFile } from 'node:fs/promises';
        import { pathToFileURL } from 'node:url';
        import { Generator } from '@jspm/generator';
        const home = pathToFileURL(process.cwd() + '/');
        const env = ['browser', 'production', 'module'];
        const generator = new Generator({ mapUrl: home, defaultProvider: 'nodemodules', env });
        await generator.link('./page.js');
        const html = await readFile('index.html', 'utf8');
        const options = { htmlUrl: new URL('index.html', home), esModuleShims: false };
        await writeFile('index.html', await generator.htmlInject(html, options));`,
    });
    const app = await npmApp('jspm', {});
    await app.add('call.js', 'page.js', 'index.html');
    await app.run([execPath, join(tools.folder, 'map.js')]);
    const html = await readFile(join(app.folder, 'index.html'), 'utf8');
    const [, map = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(html) ?? [];
    // A map can only stand in the page, so the policy has to name it.
    const csp = `default-src 'self'; script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}'`;
    const { ran } = await playPage(await browser(), app.folder, csp);
    const { imports } = JSON.parse(map) as { imports: Record<string, string> };
    return { build: folderOf(Object.values(imports)), ran };
  },
};

export const FRAMEWORKS: readonly Row[] = [
  // The newest that run on Node 20, and the newest.
  astro('5.18.2', '9.5.5', '20'),
  astro('7.3.5', '11.1.6', '24'),
  nuxt('4.4.5', '20'),
  // It builds no app that has pages on Vite 8.4.
  nuxt('4.5.2', '24', { vite: '8.3.8' }),
  wrangler,
  jspm,
];
