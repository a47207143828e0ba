import puppeteer from 'puppeteer-core';
import type { Browser, BrowserPage, Look } from './browser.ts';
import { FAR_HOSTS } from './far-hosts.ts';
import { centerOf, collectViolations, violations, waitFor } from './in-page.ts';

export const FIREFOX = '/usr/bin/firefox-esr';

type Program = Awaited<ReturnType<typeof puppeteer.launch>>;

/** Firefox takes its looks from preferences, and those only when it starts: each look needs a Firefox of its own. */
export async function launchFirefox(): Promise<Browser> {
  const programs = new Map<string, Promise<Program>>();
  const programFor = (look: Look): Promise<Program> => {
    const preferences = preferencesFor(look);
    const key = JSON.stringify(preferences);
    const known = programs.get(key);
    if (known !== undefined) return known;
    const program = puppeteer.launch({
      browser: 'firefox',
      executablePath: FIREFOX,
      headless: true,
      extraPrefsFirefox: preferences,
    });
    programs.set(key, program);
    return program;
  };
  await programFor({});
  return {
    name: 'firefox',
    open: async (url, { ownWindow, ...look } = {}) => {
      const program = await programFor(look);
      const context = await program.createBrowserContext();
      const page = await context.newPage({ type: ownWindow ? 'window' : 'tab' });
      await page.setViewport(look.viewport ?? { width: 1280, height: 800 });
      await page.evaluateOnNewDocument(collectViolations);
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url);
      return wrap(page, complaints, () => context.close());
    },
    close: async () => {
      for (const program of programs.values()) await (await program).close();
    },
  };
}

const preferencesFor = ({ colorScheme, reducedMotion, forcedColors }: Look): Record<string, number | string> => ({
  'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
  'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
  'browser.display.document_color_use': forcedColors ? 2 : 1,
  'network.dns.localDomains': FAR_HOSTS.join(),
});

type Page = Awaited<ReturnType<Program['newPage']>>;
type Key = Parameters<Page['keyboard']['press']>[0];

function wrap(page: Page, complaints: string[], close: () => Promise<void>): BrowserPage {
  const evaluate: BrowserPage['evaluate'] = (script: (argument: never) => unknown, argument?: unknown) =>
    page.evaluate(script as never, argument as never) as Promise<never>;
  return {
    evaluate,
    until: (script, argument, { timeoutMs } = {}) =>
      waitFor(() => evaluate(script as never, argument), String(script), timeoutMs),
    click: async (selector, which = {}) => {
      const { x, y } = await centerOf(evaluate, selector, which);
      await page.mouse.click(x, y);
    },
    hover: async (selector, which = {}) => {
      const { x, y } = await centerOf(evaluate, selector, which);
      await page.mouse.move(x, y);
    },
    unhover: () => page.mouse.move(1, 1),
    press: async (keys) => {
      const parts = keys.split('+').map((key) => (key === 'Space' ? ' ' : key)) as Key[];
      const held = parts.slice(0, -1);
      for (const key of held) await page.keyboard.down(key);
      await page.keyboard.press(parts.at(-1) as Key);
      for (const key of held.reverse()) await page.keyboard.up(key);
    },
    setViewport: (viewport) => page.setViewport(viewport),
    hide: async () => {
      const other = await page.browserContext().newPage();
      await other.bringToFront();
    },
    show: () => page.bringToFront(),
    setOffline: (isOffline) => page.setOfflineMode(isOffline),
    block: async (path) => {
      page.on('request', (request) => {
        const isBlocked = new URL(request.url()).pathname === path;
        // A request from before the interception goes on by itself.
        (isBlocked ? request.abort() : request.continue()).catch(() => {});
      });
      await page.setRequestInterception(true);
    },
    goto: async (url) => void (await page.goto(url)),
    screenshot: (clip) => page.screenshot(clip === undefined ? {} : { clip }),
    complaints: async () => [...complaints, ...(await violations(evaluate))],
    close,
    [Symbol.asyncDispose]: close,
  };
}
