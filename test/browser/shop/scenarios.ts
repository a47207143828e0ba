import { en } from '../../../src/notices/text/locales/en.ts';
import type { BrowserPage } from '../support/browser.ts';
import type { Reply } from '../support/site.ts';
import type { Service } from './recording.ts';
import { type Key, sourceFor } from './words.ts';

/** What arrives at a service, and how long ago the trouble began. */
interface Arrival {
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  readonly elapsedMs: number;
  /** Counts what has arrived since then. */
  readonly count: number;
  /** The person in the story has seen enough. */
  readonly isRepaired: boolean;
}

/** The person in the shop. */
export interface Person {
  readonly page: BrowserPage;
  /** Ends the trouble of services that are down until then. */
  repair(): void;
  /** Waits until so long after the trouble began. */
  at(ms: number): Promise<void>;
  /** Waits until a card has one of these titles. */
  sees(...titles: readonly Key[]): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  /** What is not answered here goes well. */
  readonly answer: (arrival: Arrival) => Reply | undefined;
  readonly acts: (person: Person) => Promise<void>;
  /** These are shown, in this order, with others between them. */
  readonly told: readonly Key[];
  /** No title is about this. */
  readonly untold?: RegExp;
}

export const TIMEOUT_MS = 60_000;

const isShop = ({ service }: Arrival): boolean => service === 'Shop';

const downFor =
  (ms: number, isConcerned = isShop) =>
  (arrival: Arrival): Reply | undefined =>
    isConcerned(arrival) && arrival.elapsedMs < ms ? 502 : undefined;

const downUntilRepaired = (arrival: Arrival): Reply | undefined =>
  isShop(arrival) && !arrival.isRepaired ? 502 : undefined;

/** Says truly when it will be back. */
const awayUntil =
  (ms: number, status: number, isConcerned = isShop) =>
  (arrival: Arrival): Reply | undefined =>
    isConcerned(arrival) && arrival.elapsedMs < ms
      ? { status, headers: { 'retry-after': String(Math.ceil((ms - arrival.elapsedMs) / 1_000)) } }
      : undefined;

function deploying({ elapsedMs, count, ...arrival }: Arrival): Reply | undefined {
  if (arrival.service !== 'Shop' || elapsedMs > 12_000) return undefined;
  if (elapsedMs < 3_000) return 502;
  if (elapsedMs < 8_000) return { status: 503, headers: { 'retry-after': '3' } };
  return count % 2 === 0 ? 502 : undefined;
}

const search = ({ page }: Person) => page.click('#search');
const order = ({ page }: Person) => page.click('#order');
const hide = ({ page }: Person) => page.click('.dismiss');

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a service asks for a pause of 120 s',
    answer: awayUntil(120_000, 503),
    acts: async (person) => {
      await search(person);
      await person.sees('failed.unavailable-until.title');
      await person.at(85_000);
      await search(person);
      await person.sees('recovered.title');
    },
    told: ['failed.unavailable-until.title', 'recovered.title'],
  },
  {
    name: 'an outage of 30 s',
    answer: downFor(30_000),
    acts: async (person) => {
      await search(person);
      await person.sees('paused.title');
      await person.sees('recovered.title');
    },
    told: ['paused.title', 'failed.title', 'recovered.title'],
  },
  {
    name: 'a service asks for a pause of 20 s',
    answer: awayUntil(20_000, 503),
    acts: async (person) => {
      await search(person);
      await person.sees('recovered.title');
    },
    told: ['unavailable-until.title', 'recovered.title'],
  },
  {
    name: 'full screen',
    answer: downUntilRepaired,
    acts: async (person) => {
      const { page } = person;
      await search(person);
      await person.sees('paused.title');
      await fillScreen(page, 'full', 'player');
      await isOnTop(page, 'player');
      await pressTryNow(page, '#next');
      await person.at(11_000);
      await pressStop(page, '#next');
      await isOnTop(page, 'player');
      await hide(person);
      person.repair();
    },
    told: ['paused.title', 'stopped.title'],
  },
  {
    name: 'full screen of a bare video',
    answer: downUntilRepaired,
    acts: async (person) => {
      const { page } = person;
      await search(person);
      await person.sees('paused.title');
      await fillScreen(page, 'film', 'film');
      await page.until(() => window.shop.card()?.buttons.length === 0);
      await page.evaluate(() => document.exitFullscreen());
      await pressTryNow(page, '#search');
      person.repair();
      await person.sees('recovered.title');
    },
    told: ['paused.title', 'recovered.title'],
  },
  {
    name: 'a modal dialog',
    answer: downUntilRepaired,
    acts: async (person) => {
      const { page } = person;
      await page.click('#checkout');
      await page.click('#delivery');
      await person.sees('paused.title');
      await isOnTop(page, 'basket');
      await pressTryNow(page, '#delivery');
      person.repair();
      await person.sees('recovered.title');
      await isOnTop(page, 'basket');
      await hide(person);
    },
    told: ['paused.title', 'recovered.title'],
  },
  {
    name: 'a deploy',
    answer: deploying,
    acts: async (person) => {
      await search(person);
      await person.at(9_000);
      await search(person);
      await person.at(13_000);
      await search(person);
      await person.at(16_000);
    },
    told: [],
  },
  {
    name: 'one of two services is down',
    answer: downFor(15_000, ({ service }) => service === 'Tips'),
    acts: async (person) => {
      await search(person);
      await person.sees('paused.title');
      await order(person);
      await person.sees('recovered.title');
    },
    told: ['paused.title', 'recovered.title'],
    untold: /Shop|services|offline/,
  },
  {
    name: 'a pointer rests on the card',
    answer: downUntilRepaired,
    acts: async (person) => {
      const { page } = person;
      await search(person);
      await person.sees('paused.title');
      await page.hover('.title');
      await person.at(8_000);
      person.repair();
      await person.sees('recovered.title');
      await page.unhover();
    },
    told: ['paused.title', 'recovered.title'],
  },
  {
    name: 'a blip of 2 s',
    answer: downFor(2_000),
    acts: async (person) => {
      await search(person);
      await person.at(5_000);
    },
    told: [],
  },
  {
    name: 'a POST that got 504, and then another POST that went well',
    answer: ({ path }) => (path === '/orders' ? 504 : undefined),
    acts: async (person) => {
      await order(person);
      await person.sees('outcome-unknown.named.title');
      await person.page.click('#subscribe');
      await person.at(10_000);
      await person.sees('outcome-unknown.named.title');
      await hide(person);
    },
    told: ['outcome-unknown.named.title'],
    untold: /Shop|Newsletter/,
  },
  {
    name: 'a service limits how often it is asked',
    answer: awayUntil(8_000, 429, ({ path }) => path.startsWith('/search') || path === '/orders'),
    acts: async (person) => {
      await search(person);
      await person.sees('rate-limited.title');
      await person.sees('recovered.title');
    },
    told: ['rate-limited.title', 'recovered.title'],
  },
  {
    name: 'a service limits how often orders are sent',
    answer: awayUntil(8_000, 429, ({ path }) => path === '/orders'),
    acts: async (person) => {
      await order(person);
      await person.sees('failed.rate-limited.write.named.title');
      await person.at(9_000);
      await person.sees('failed.rate-limited.write.named.title');
      await person.page.click('#again');
      await person.at(12_000);
    },
    told: ['failed.rate-limited.write.named.title'],
    untold: /don’t know/,
  },
  {
    name: 'a POST while the device is offline',
    answer: () => undefined,
    acts: async (person) => {
      const { page } = person;
      await page.setOffline(true);
      await page.until(() => !navigator.onLine);
      await order(person);
      await person.sees('not-sent.named.title');
      await person.sees('offline.title');
      await page.setOffline(false);
      await person.sees('recovered.offline.title');
      await page.click('#again');
    },
    told: ['not-sent.named.title', 'recovered.offline.title'],
    untold: /don’t know/,
  },
  {
    name: 'slow answers',
    answer: ({ path }) => (path.startsWith('/search') || path === '/orders' ? { delayMs: 8_000 } : undefined),
    acts: async (person) => {
      await search(person);
      await person.sees('slow.title');
      await person.at(10_000);
      await order(person);
      await person.at(20_000);
    },
    told: ['slow.title'],
    untold: /isn’t|Sorry/,
  },
];

async function fillScreen(page: BrowserPage, button: string, id: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    // Firefox lets only the window that has the focus fill the screen.
    await page.show();
    await page.click(`#${button}`);
    const isFull = page.until((given) => document.fullscreenElement?.id === given, id, { timeoutMs: 2_000 });
    if (await isFull.then(() => true).catch(() => false)) return;
  }
  throw new Error(`${id} never filled the screen`);
}

/** What is painted where the card is, is that card; and it stands in this element. */
const isOnTop = (page: BrowserPage, within: string): Promise<void> =>
  page.until((id) => {
    const root = [...document.querySelectorAll('steady-notices')].find(({ shadowRoot }) =>
      shadowRoot?.querySelector('.card'),
    );
    const { left, top, width, height } =
      root?.shadowRoot?.querySelector('.card')?.getBoundingClientRect() ?? new DOMRect();
    const painted = document.elementFromPoint(left + width / 2, top + height / 2);
    return painted !== null && painted === root && window.shop.card()?.within === id;
  }, within);

/** Presses a button of the card until that has done what it is for. `asking` asks for something that can wait, so that there is a button. */
async function press(page: BrowserPage, label: string, asking: string, isDone: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 8; tries++) {
    const hasWorked = page.click('.action', { text: label }).then(isDone);
    if (await hasWorked.then(() => true).catch(() => false)) return;
    await page.click(asking);
  }
  throw new Error(`“${label}” did nothing`);
}

/** It is heard, and a request goes out, or was on its way. */
const pressTryNow = (page: BrowserPage, asking: string): Promise<void> =>
  press(page, en['action.retry-now'], asking, () =>
    page.until((busy) => {
      const { calls, deeds, requests, samples, stallMs } = window.shop.recording();
      const pressedAt = deeds.findLast(({ what }) => what === 'Try now')?.at ?? Number.POSITIVE_INFINITY;
      const isHeard = samples.some(
        ({ at, cards }) => at >= pressedAt && cards.some(({ buttons }) => buttons.includes(busy)),
      );
      const isSent = requests.some(
        ({ call, sentAt, endedAt = Date.now() }) =>
          calls[call]?.service === 'Shop' && endedAt >= pressedAt && sentAt - pressedAt <= 500 + 2 * stallMs,
      );
      return isHeard && isSent;
    }, en['action.retry-now.busy'] as string),
  );

/** Only what waits can be stopped: a request that is on its way goes on, and its call with it. */
const pressStop = (page: BrowserPage, asking: string): Promise<void> =>
  press(page, en['action.cancel'], asking, () => seesTitle(page, ['stopped.title']));

/** Waits until a card has one of these titles. */
export const seesTitle = (page: BrowserPage, titles: readonly Key[], options?: { timeoutMs: number }): Promise<void> =>
  page.until(
    (source) =>
      window.shop
        .recording()
        .samples.at(-1)
        ?.cards.some(({ title }) => RegExp(source).test(title)),
    sourceFor(...titles),
    options,
  );
