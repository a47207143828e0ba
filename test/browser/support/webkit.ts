import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine, EnginePage } from './engines.ts';
import { waitFor } from './in-page.ts';
import { openSession } from './webdriver.ts';

/** From the package `webkit2gtk-driver`. It finds its browser by itself, and `xvfb` gives that one a screen. */
export const WEBKIT = '/usr/bin/WebKitWebDriver';
export const XVFB = '/usr/bin/Xvfb';

/** How long a program may take to start on a busy machine. */
const START_MS = 20_000;

/** WebKitGTK under a screen of its own. Its driver serves one page at a time, so every page gets a driver. */
export async function launchWebKit(): Promise<Engine> {
  const screen = await openScreen();
  return {
    name: 'webkit',
    open: (url) => openPage(url, screen.display),
    close: () => end(screen.process),
  };
}

/** Takes the first display that is free. */
async function openScreen(): Promise<{ readonly process: ChildProcess; readonly display: string }> {
  const process = spawn(XVFB, ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  process.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await waitFor(async () => said.includes('\n'), 'a screen', START_MS);
  return { process, display: `:${said.trim()}` };
}

async function openPage(url: string, display: string): Promise<EnginePage> {
  const port = await freePort();
  const driver = spawn(WEBKIT, [`--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: display } });
  try {
    const session = await openSession(`http://127.0.0.1:${port}`, START_MS);
    await session.goto(url);
    const evaluate: EnginePage['evaluate'] = async (script: (argument: never) => unknown, argument?: unknown) =>
      session.evaluate(String(script), argument) as never;
    const close = async () => {
      await session.close();
      await end(driver);
    };
    return {
      evaluate,
      until: (script, argument, { timeoutMs } = {}) =>
        waitFor(() => evaluate(script as never, argument), String(script), timeoutMs).then(() => {}),
      goto: session.goto,
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await end(driver);
    throw error;
  }
}

/** A port that was given out a moment ago is not given out again. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.signalCode !== null) return;
  const exited = once(process, 'exit');
  process.kill();
  const timer = sleep(5_000, undefined, { ref: false }).then(() => process.kill('SIGKILL'));
  await exited;
  void timer;
}
