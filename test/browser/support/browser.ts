import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import { CHROMIUM, launchChromium } from './chromium.ts';
import { FIREFOX, launchFirefox } from './firefox.ts';

// How a test in browsers is written:
//
//   inBrowsers((browser) => {
//     test('greets', async () => {
//       await using site = await openSite({ '/': htmlPage(), '/page.js': await bundle('test/browser/pages/greet.ts') });
//       await using page = await browser.open(site.origin);
//       await page.click('button', { text: 'Hello' });
//       expect(await page.evaluate(() => document.title)).toBe('Hello');
//       expect(await page.complaints()).toEqual([]);
//     });
//   });
//
// Run with `npm run test:browser`. A browser that is not installed skips its tests, and fails them where `CI` is set.

/** How a page is looked at. */
export interface Look {
  /** CSS px. Default 1280x800. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Default `light`. */
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
}

interface Opening extends Look {
  /** Among other pages that are looked at meanwhile: they cover each other in Firefox unless each has a window. */
  readonly ownWindow?: boolean;
}

/** CSS px. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Which of the elements that match: the first visible one whose text contains this. */
export interface Which {
  readonly text?: string;
}

/** One tab. Selectors are CSS and look through open shadow roots; what acts on an element waits up to 5 s for it to be there and at rest. */
export interface BrowserPage extends AsyncDisposable {
  /** Runs in the page, also under a strict policy. Takes what it needs as `argument`: it sees nothing of the file it stands in. */
  evaluate<Result>(script: () => Result | Promise<Result>): Promise<Result>;
  evaluate<Result, Argument>(
    script: (argument: Argument) => Result | Promise<Result>,
    argument: Argument,
  ): Promise<Result>;
  /** Waits for `script` to return something truthy: up to 5 s, unless `timeoutMs` says otherwise. */
  until<Argument>(
    script: (argument: Argument) => unknown,
    argument?: Argument,
    options?: { readonly timeoutMs?: number },
  ): Promise<void>;
  click(selector: string, which?: Which): Promise<void>;
  hover(selector: string, which?: Which): Promise<void>;
  /** Moves the pointer where it is over nothing. */
  unhover(): Promise<void>;
  /** `Tab`, `Shift+Tab`, `Enter`, `Escape`, `Alt+t`. */
  press(keys: string): Promise<void>;
  setViewport(viewport: { readonly width: number; readonly height: number }): Promise<void>;
  /** Puts the page into the background: in Firefox really; in Chromium its state says so, and no frames or animations run. */
  hide(): Promise<void>;
  /** Brings the page back. */
  show(): Promise<void>;
  /** Cuts the page off from every network, loopback included, or joins it up again: as the browser itself does it. */
  setOffline(isOffline: boolean): Promise<void>;
  /** Fails every request for this path before it is sent, as an ad blocker does. */
  block(path: string): Promise<void>;
  goto(url: string): Promise<void>;
  screenshot(clip?: Box): Promise<Uint8Array>;
  /** Errors of the console and of scripts, and violations of the content security policy, since the page was opened. */
  complaints(): Promise<string[]>;
  close(): Promise<void>;
}

export interface Browser {
  readonly name: 'chromium' | 'firefox';
  /** Opens a page that shares nothing with the others. */
  open(url: string, opening?: Opening): Promise<BrowserPage>;
  close(): Promise<void>;
}

const BROWSERS = [
  { name: 'chromium', path: CHROMIUM, launch: launchChromium },
  { name: 'firefox', path: FIREFOX, launch: launchFirefox },
] as const;

/** Declares the same tests for each browser. */
export function inBrowsers(
  declare: (browser: Pick<Browser, 'name' | 'open'>) => void,
  options: { readonly concurrent?: boolean; readonly timeout?: number } = {},
): void {
  for (const { name, path, launch } of BROWSERS) {
    const isMissing = !existsSync(path) && !process.env['CI'];
    if (isMissing) console.warn(`SKIPPED: there is no ${name} at ${path}, so nothing is known about it`);
    describe.skipIf(isMissing)(name, options, () => {
      let browser: Browser;
      beforeAll(async () => {
        browser = await launch();
      });
      afterAll(() => browser?.close());
      declare({ name, open: (url, look) => browser.open(url, look) });
    });
  }
}
