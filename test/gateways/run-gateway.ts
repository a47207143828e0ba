import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GATEWAY_ENV, type Gateway } from './gateway.ts';
import { openSite, type Site } from './site.ts';

/** A gateway that runs, and the site behind it. */
export interface Setup {
  readonly gateway: Gateway;
  readonly site: Site;
  /** Without a slash. */
  readonly origin: string;
  close(): Promise<void>;
}

const START_MS = 15_000;
const TRIES = 3;

/** Starts a gateway in front of a site of its own. */
export async function runGateway(gateway: Gateway): Promise<Setup> {
  for (let tried = 1; ; tried++) {
    const site = await openSite();
    try {
      const stop = await start(gateway, site);
      const close = async () => {
        await stop();
        await site.close();
      };
      return { gateway, site, origin: `http://127.0.0.1:${site.port}`, close };
    } catch (error) {
      await site.close();
      // Another process may have taken the port in the meantime.
      if (tried === TRIES) throw error;
    }
  }
}

/** Resolves with how to stop it, once it lets requests through. */
async function start(gateway: Gateway, site: Site): Promise<() => Promise<void>> {
  const { folder } = site;
  for (const [name, text] of Object.entries(gateway.files(site))) await writeFile(join(folder, name), text);
  const log = openSync(join(folder, 'output.log'), 'w');
  const keeper = spawn(
    process.execPath,
    [join(import.meta.dirname, 'keeper.mjs'), folder, gateway.program, ...gateway.args(site)],
    { stdio: ['pipe', log, log], env: GATEWAY_ENV, cwd: folder },
  );
  const ended = once(keeper, 'exit');
  const stop = async () => {
    keeper.stdin?.end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  const giveUpAt = performance.now() + START_MS;
  while (keeper.exitCode === null && performance.now() < giveUpAt) {
    if (await letsThrough(site.port)) return stop;
    await sleep(50);
  }
  const output = await readFile(join(folder, 'output.log'), 'utf8');
  await stop();
  throw new Error(`${gateway.name} did not start:\n${output}`);
}

const letsThrough = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/app/`).then(
    async (response) => (await response.text()) === 'all is well',
    () => false,
  );
