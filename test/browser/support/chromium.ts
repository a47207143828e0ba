import { chromium } from 'playwright-core';
import type { Browser, BrowserPage } from './browser.ts';
import { FAR_HOSTS } from './far-hosts.ts';
import { centerOf, collectViolations, violations, waitFor } from './in-page.ts';

export const CHROMIUM = '/usr/bin/chromium';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const FAR_AWAY = `--host-resolver-rules=${FAR_HOSTS.map((host) => `MAP ${host} 127.0.0.1`).join()}`;

export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGS, FAR_AWAY] });
  return {
    name: 'chromium',
    open: async (url, look = {}) => {
      const context = await browser.newContext({
        viewport: look.viewport ?? { width: 1280, height: 800 },
        colorScheme: look.colorScheme ?? 'light',
        reducedMotion: look.reducedMotion ? 'reduce' : 'no-preference',
        forcedColors: look.forcedColors ? 'active' : 'none',
      });
      await context.addInitScript(collectViolations);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(url);
      return wrap(page, complaints, () => context.close());
    },
    close: () => browser.close(),
  };
}

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof chromium.launch>>['newPage']>>;

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
    press: (keys) => page.keyboard.press(keys),
    setViewport: (viewport) => page.setViewportSize(viewport),
    hide: () =>
      page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
        window.requestAnimationFrame = () => 0;
        for (const kind of ['animation', 'transition']) {
          for (const what of ['start', 'end', 'cancel']) {
            window.addEventListener(kind + what, (event) => event.stopImmediatePropagation(), { capture: true });
          }
        }
        Element.prototype.animate = function (...given) {
          const animation = new Animation(new KeyframeEffect(this, ...given));
          return animation;
        };
        document.dispatchEvent(new Event('visibilitychange'));
      }),
    show: () =>
      page.evaluate(() => {
        Reflect.deleteProperty(document, 'visibilityState');
        Reflect.deleteProperty(document, 'hidden');
        document.dispatchEvent(new Event('visibilitychange'));
      }),
    setOffline: (isOffline) => page.context().setOffline(isOffline),
    block: async (path) => {
      const isBlocked = (url: URL) => url.pathname === path;
      await page.route(isBlocked, (route) => route.abort('blockedbyclient'));
    },
    goto: async (url) => void (await page.goto(url)),
    screenshot: (clip) => page.screenshot(clip === undefined ? {} : { clip }),
    complaints: async () => [...complaints, ...(await violations(evaluate))],
    close,
    [Symbol.asyncDispose]: close,
  };
}
