import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import puppeteer, { type Page } from 'puppeteer-core';
import { FIREFOX } from '../browser/support/firefox.ts';
import { waitFor } from '../browser/support/in-page.ts';
import { XVFB } from '../browser/support/webkit.ts';
import { Programs, START_MS } from './programs.ts';

const ORCA = '/usr/bin/orca';
const SPEECH = '/usr/bin/speech-dispatcher';
const BUS = '/usr/bin/dbus-daemon';
const ACCESSIBILITY = '/usr/libexec/at-spi-bus-launcher';

/** What has to be installed, by its Debian package. */
export const NEEDS: Readonly<Record<string, string>> = {
  orca: ORCA,
  'speech-dispatcher': SPEECH,
  dbus: BUS,
  'at-spi2-core': ACCESSIBILITY,
  xvfb: XVFB,
  'firefox-esr': FIREFOX,
};

/** As their Debian packages have them. */
export const versions = (): Record<string, string> => {
  const version = (name: string) =>
    /\t([\d.]+)/.exec(execFileSync('dpkg-query', ['--show', name], { encoding: 'utf8' }))?.[1] ?? '';
  return { Orca: version('orca'), 'Firefox ESR': version('firefox-esr') };
};

/** Something that was given to the voice: `begun`, and then spoken to its end, or cut off by what came next. */
interface Entry {
  readonly is: 'begun' | 'ended' | 'cut';
  readonly text: string;
}

/** Nothing more is coming when the voice has been silent for so long. */
const SILENCE_MS = 3_000;

/** Has to be in every page: Orca has heard of the page once it has spoken what is put there. */
export const READY = '<p id="ready" aria-live="polite" aria-atomic="true"></p>';
const ASK_AGAIN_MS = 4_000;

/** Orca and Firefox on a desktop of their own. */
export interface ScreenReader extends AsyncDisposable {
  /** Opens a page that has `READY` in it, and waits until Orca listens to it. */
  open(url: string): Promise<Page>;
  /** What was spoken to its end since then, in order. */
  heard(): string[];
  /** What was begun since then and cut off. */
  cut(): string[];
  /** Waits until a sentence that contains this was spoken to its end. */
  hears(words: string): Promise<void>;
  /** Waits until nothing more is being said. */
  isSilent(): Promise<void>;
}

export async function openScreenReader(): Promise<ScreenReader> {
  const folder = await mkdtemp(join(tmpdir(), 'spoken-'));
  const programs = new Programs();
  const log = join(folder, 'spoken.jsonl');
  const read = (): Entry[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  const env = await startDesktop(programs, folder, log);
  programs.start(ORCA, ['--replace'], env);
  await waitFor(async () => read().length > 0, 'Orca to speak', START_MS);

  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: false,
    env: env as Record<string, string>,
    timeout: START_MS,
    protocolTimeout: START_MS,
    extraPrefsFirefox: { 'accessibility.force_disabled': -1 },
  });
  const [page = await browser.newPage()] = await browser.pages();
  let from = 0;
  const since = (is: Entry['is']): string[] =>
    read()
      .slice(from)
      .filter((entry) => entry.is === is)
      .map(({ text }) => text);
  const isSilent = async () => {
    for (let before = -1; before !== read().length || read().at(-1)?.is === 'begun'; ) {
      before = read().length;
      await sleep(SILENCE_MS);
    }
  };
  const wakeUp = async (asked: number): Promise<boolean> => {
    await page.evaluate((text) => {
      for (const region of document.querySelectorAll('#ready')) region.textContent = text;
    }, `Ready ${asked}`);
    const isAwake = async () => since('ended').some((text) => text.startsWith('Ready'));
    return waitFor(isAwake, 'Orca', ASK_AGAIN_MS).then(
      () => true,
      () => false,
    );
  };
  return {
    open: async (url) => {
      await page.goto(url);
      // What changes while Orca still takes in the page is not spoken.
      for (let asked = 1; !(await wakeUp(asked)); asked++) {
        if (asked * ASK_AGAIN_MS > START_MS)
          throw new Error(`Orca does not speak what changes in the page, only ${since('ended')}`);
      }
      await isSilent();
      from = read().length;
      return page;
    },
    heard: () => since('ended'),
    cut: () => since('cut'),
    hears: (words) =>
      waitFor(async () => since('ended').some((text) => text.includes(words)), `"${words}"`, START_MS).then(() => {}),
    isSilent,
    [Symbol.asyncDispose]: async () => {
      await browser.close();
      await programs[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A screen, a session bus, the bus of assistive technology, and a voice that writes down what it speaks. */
async function startDesktop(programs: Programs, folder: string, log: string): Promise<NodeJS.ProcessEnv> {
  const [home, runtime, config] = [join(folder, 'home'), join(folder, 'run'), join(folder, 'speech')];
  for (const each of [home, runtime, join(config, 'modules')]) await mkdir(each, { recursive: true, mode: 0o700 });
  await writeFile(log, '');
  const socket = join(folder, 'speech.sock');
  // Nothing of the person's own settings, so that it sounds the same everywhere.
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_RUNTIME_DIR: runtime,
    LANG: 'C.UTF-8',
    GNOME_ACCESSIBILITY: '1',
    SPEECHD_ADDRESS: `unix_socket:${socket}`,
    SPOKEN_LOG: log,
  };
  const screen = ['-displayfd', '1', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'];
  env['DISPLAY'] = `:${await programs.startAndRead(XVFB, screen, env)}`;
  env['DBUS_SESSION_BUS_ADDRESS'] = await programs.startAndRead(BUS, ['--session', '--nofork', '--print-address'], env);
  programs.start(ACCESSIBILITY, ['--launch-immediately'], env);
  await waitFor(async () => existsSync(join(runtime, 'at-spi')), 'the bus of assistive technology', START_MS);

  await writeFile(join(config, 'modules/voice.conf'), '');
  const voice = `AddModule "voice" "${join(import.meta.dirname, 'voice.mjs')}" "voice.conf"`;
  await writeFile(join(config, 'speechd.conf'), `${voice}\nDefaultModule voice\n`);
  const own = ['--config-dir', config, '--log-dir', folder, '--pid-file', join(folder, 'speech.pid')];
  const listening = ['--communication-method', 'unix_socket', '--socket-path', socket, '--timeout', '0'];
  programs.start(SPEECH, ['--run-single', ...own, ...listening], env);
  await waitFor(async () => existsSync(socket), 'Speech Dispatcher', START_MS);
  return env;
}
