import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe } from 'vitest';
import type { BrowserPage } from './browser.ts';
import { CHROMIUM, launchChromium } from './chromium.ts';
import { FIREFOX, launchFirefox } from './firefox.ts';
import { launchWebKit, WEBKIT, XVFB } from './webkit.ts';

/** What a page can do in all three engines: WebDriver has no word for an offline browser, or for what a page complains about. */
export type EnginePage = Pick<BrowserPage, 'evaluate' | 'until' | 'goto' | 'close' | typeof Symbol.asyncDispose>;

export interface Engine {
  readonly name: 'chromium' | 'firefox' | 'webkit';
  /** Opens a page that shares nothing with the others. */
  open(url: string): Promise<EnginePage>;
  close(): Promise<void>;
}

export const ENGINES = [
  { name: 'chromium', needs: [CHROMIUM], launch: launchChromium },
  { name: 'firefox', needs: [FIREFOX], launch: launchFirefox },
  { name: 'webkit', needs: [WEBKIT, XVFB], launch: launchWebKit },
] as const;

/** Declares the same tests for Chromium, Firefox and WebKit, each with a browser of its own: as `inBrowsers` does. */
export function inEngines(
  declare: (engine: Pick<Engine, 'name' | 'open'>) => void,
  { except = [] }: { readonly except?: readonly string[] } = {},
): void {
  for (const { name, needs, launch } of ENGINES.filter((each) => !except.includes(each.name))) {
    const missing = needs.filter((path) => !existsSync(path));
    const isSkipped = missing.length > 0 && !process.env['CI'];
    if (isSkipped) console.warn(`SKIPPED: there is no ${missing.join(', ')}, so nothing is known about ${name}`);
    describe.skipIf(isSkipped)(name, () => {
      let engine: Engine;
      beforeAll(async () => {
        engine = await launch();
      });
      afterAll(() => engine?.close());
      declare({ name, open: (url) => engine.open(url) });
    });
  }
}
