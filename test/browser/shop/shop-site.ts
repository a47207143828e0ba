import { bundle, htmlPage, openSite, type Reply, type Site } from '../support/site.ts';
import type { LogLine } from './recording.ts';
import type { Scenario } from './scenarios.ts';

const BODY = `<main>
<button id="search">Search</button>
<button id="order">Order</button>
<button id="again">Order again</button>
<button id="subscribe">Subscribe</button>
<button id="checkout">Check out</button>
<dialog id="basket"><button id="delivery">Delivery</button></dialog>
<div id="player"><video id="film"></video><button id="next">Next</button><button id="full">Full screen</button></div>
</main>`;
const CSS = `#film { inline-size: 300px; block-size: 150px; background: #333 }
dialog { inline-size: 60vw; block-size: 60vh }`;

export const shopFiles = async (): Promise<Readonly<Record<string, string>>> => ({
  '/': htmlPage({ body: BODY, css: true }),
  '/page.css': CSS,
  '/page.js': await bundle('test/browser/shop/page.ts', { from: 'dist' }),
});

export interface ShopSite extends AsyncDisposable {
  readonly site: Site;
  /** Every request, and how it was answered. */
  log(): LogLine[];
  /** From the next request on, there is trouble. */
  begin(): void;
  /** Epoch ms; `undefined` as long as nothing has met the trouble. */
  since(): number | undefined;
  repair(): void;
}

/** The shop and the service that gives tips, which get into trouble when told. */
export async function openShop(files: Readonly<Record<string, string>>, { answer }: Scenario): Promise<ShopSite> {
  const backAt = new Map<number, number>();
  let hasBegun = false;
  let isRepaired = false;
  let since: number | undefined;
  let before = 0;
  const site = await openSite(files, {
    csp: "default-src 'self'; connect-src *",
    answer({ method, path, headers, at }, count) {
      if (hasBegun && since === undefined) {
        since = at;
        before = count;
      }
      const service = headers.host?.startsWith('app.test') ? 'Shop' : 'Tips';
      const arrival = {
        service,
        method,
        path,
        elapsedMs: at - (since ?? at),
        count: count - before,
        isRepaired,
      } as const;
      const reply = (since === undefined ? undefined : answer(arrival)) ?? { delayMs: 20 };
      const given: Exclude<Reply, number> = typeof reply === 'number' ? { status: reply } : reply;
      if (typeof given === 'string') return given;
      const seconds = given.headers?.['retry-after'];
      if (seconds !== undefined) backAt.set(count, at + Number(seconds) * 1_000);
      return { ...given, headers: { ...given.headers, 'access-control-allow-origin': '*' } };
    },
  });
  const log = () =>
    site.wire.map(({ headers, at, answered }, index) => {
      const call = Number(/call=(\d+)/.exec(headers.accept ?? '')?.[1]);
      const back = backAt.get(index + 1);
      return { call, at, ...(answered && { answered }), ...(back !== undefined && { backAt: back }) };
    });
  return {
    site,
    log,
    begin: () => {
      hasBegun = true;
    },
    since: () => since,
    repair: () => {
      isRepaired = true;
    },
    [Symbol.asyncDispose]: () => site.close(),
  };
}
