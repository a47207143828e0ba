import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { EnginePage } from '../browser/support/engines.ts';
import { bundle, htmlPage, SHIPPED } from '../browser/support/site.ts';
import type { Compared } from './cases.ts';
import { openKillingOrigin } from './origin.ts';

interface OpensPages {
  open(url: string): Promise<EnginePage>;
}

export async function measureBrowser(browser: OpensPages): Promise<Compared[]> {
  const script = await bundle('test/resends/page.ts', SHIPPED);
  await using origin = await openKillingOrigin({ '/': htmlPage(), '/page.js': script });
  await using page = await browser.open(`${origin.url}/`);
  await page.until(() => window.compareHere !== undefined);
  return await page.evaluate(() => window.compareHere());
}

/** Makes the program that a runtime starts; it finds `steadyfetch` from where it lies. */
export async function writeProgram(outfile: string): Promise<void> {
  const entryPoints = [`${import.meta.dirname}/program.ts`];
  await build({ entryPoints, outfile, bundle: true, format: 'esm', target: 'es2022', external: ['steadyfetch'] });
}

export async function measureProgram(command: readonly string[], program: string): Promise<Compared[]> {
  await using origin = await openKillingOrigin();
  const [path = '', ...args] = command;
  const { stdout } = await promisify(execFile)(path, [...args, program, origin.url]);
  return JSON.parse(stdout) as Compared[];
}
