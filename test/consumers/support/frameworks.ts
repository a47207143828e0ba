import { createHash } from 'node:crypto';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { deadPort } from '../../support/scripted-upstream.ts';
import { npmApp } from './app.ts';
import { buildOf, folderOf, playPage, playProgram, playServer } from './play.ts';
import type { Row } from './rows.ts';

// Frameworks that build a server and its pages, and other ways to the web that bring much with them.

const astro: Row = {
  name: 'Astro 5.18.2, adapter for Node',
  packages: { astro: '5.18.2', '@astrojs/node': '9.5.5' },
  build: 'dist, dist/browser',
  isExtra: true,
  async play({ packages }, browser) {
    const app = await npmApp('astro', packages);
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
    await app.tool('astro/astro.js', 'build');
    const out = join(app.folder, 'dist');
    const { ran, resolved } = await playServer(await browser(), [execPath, join(out, 'server/entry.mjs')], 0);
    // What its server does not bundle, Node finds.
    const server = (await buildOf(join(out, 'server'))) || folderOf([resolved]);
    return { build: `${server}, ${await buildOf(join(out, 'client'))}`, ran };
  },
};

const nuxt: Row = {
  name: 'Nuxt 4.4.5',
  packages: { nuxt: '4.4.5' },
  build: 'dist/bundled, dist/browser',
  isExtra: true,
  async play({ packages }, browser) {
    const app = await npmApp('nuxt', packages);
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
    await app.tool('nuxt/bin/nuxt.mjs', 'build');
    // As it is deployed: what it has not taken along is not found in a folder above it.
    const out = `${app.folder}-deployed`;
    await rm(out, { recursive: true, force: true });
    await cp(join(app.folder, '.output'), out, { recursive: true });
    const entry = join(out, 'server/index.mjs');
    const { ran } = await playServer(await browser(), [execPath, entry], await deadPort());
    return { build: `${await buildOf(join(out, 'server'))}, ${await buildOf(join(out, 'public'))}`, ran };
  },
};

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
    const bin = join(app.folder, 'node_modules/wrangler/bin/wrangler.js');
    const command = [execPath, bin, 'deploy', '--dry-run', '--outdir', 'out'];
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

export const FRAMEWORKS: readonly Row[] = [astro, nuxt, wrangler, jspm];
