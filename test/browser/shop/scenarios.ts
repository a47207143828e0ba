import type { BrowserPage } from '../support/browser.ts';
import type { Reply } from '../support/site.ts';
import type { LogLine, Service } from './recording.ts';

/** What arrives at a service, and how long ago the trouble began. */
interface Request {
  readonly service: Service;
  readonly method: string;
  readonly path: string;
  readonly elapsedMs: number;
  /** Counts the requests since then. */
  readonly count: number;
}

/** The person in the shop. */
export interface Person {
  readonly page: BrowserPage;
  readonly log: () => readonly LogLine[];
  /** Waits until so long after the trouble began. */
  at(ms: number): Promise<void>;
  /** Waits until a card has this title. */
  sees(title: string, patienceMs?: number): Promise<void>;
}

export interface Scenario {
  readonly name: string;
  /** What is not answered here goes well. */
  readonly answer?: (request: Request) => Reply | undefined;
  readonly acts: (person: Person) => Promise<void>;
  /** Titles that are shown, in this order, others between them. */
  readonly told: readonly string[];
  /** No title is like this. */
  readonly untold?: RegExp;
}

const isShop = ({ service }: Request): boolean => service === 'Shop';
const downFor =
  (ms: number) =>
  (request: Request): Reply | undefined =>
    isShop(request) && request.elapsedMs < ms ? 502 : undefined;

/** Says truly when it will be back. */
const awayUntil =
  (ms: number, status: number, isConcerned = isShop) =>
  (request: Request): Reply | undefined =>
    isConcerned(request) && request.elapsedMs < ms
      ? { status, headers: { 'retry-after': String(Math.ceil((ms - request.elapsedMs) / 1_000)) } }
      : undefined;

const search = ({ page }: Person) => page.click('#search');
const tryNow = ({ page }: Person) => page.click('.action', { text: 'Try now' });
const hide = ({ page }: Person) => page.click('.dismiss');

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'a service asks for a pause of 120 s',
    answer: awayUntil(120_000, 503),
    acts: async (person) => {
      await search(person);
      await person.at(40_000);
      await search(person);
      await person.sees('Shop is working again', 100_000);
    },
    told: ['Sorry, Shop isn’t available yet', 'Shop is working again'],
  },
  {
    name: 'an outage of 30 s',
    answer: downFor(30_000),
    acts: async (person) => {
      await search(person);
      await person.sees('Shop is working again', 50_000);
    },
    told: ['Shop isn’t answering right now', 'Shop is working again'],
  },
  {
    name: 'a service asks for a pause of 20 s',
    answer: awayUntil(20_000, 503),
    acts: async (person) => {
      await search(person);
      await person.sees('Shop is working again', 40_000);
    },
    told: ['Shop asked us to wait', 'Shop is working again'],
  },
  {
    name: 'full screen',
    answer: downFor(25_000),
    acts: async (person) => {
      const { page, log } = person;
      await search(person);
      await goFullscreen(page, 'full', 'player');
      await person.sees('Shop isn’t answering right now');
      const before = log().length;
      await isOnTop(page);
      await tryNow(person);
      await page.until((count) => window.shop.recording().requests.length > count, before);
      await person.at(12_000);
      await page.click('.action', { text: 'Stop trying' });
      await person.sees('Stopped trying to reach Shop');
      await isOnTop(page);
      await hide(person);
      await person.at(25_000);
    },
    told: ['Shop isn’t answering right now', 'Stopped trying to reach Shop'],
  },
  {
    name: 'a modal dialog',
    answer: downFor(25_000),
    acts: async (person) => {
      const { page, log } = person;
      await page.click('#checkout');
      await page.click('#delivery');
      await person.sees('Shop isn’t answering right now');
      const before = log().length;
      await isOnTop(page);
      await tryNow(person);
      await page.until((count) => window.shop.recording().requests.length > count, before);
      await person.sees('Shop is working again', 40_000);
      await isOnTop(page);
      await hide(person);
    },
    told: ['Shop isn’t answering right now', 'Shop is working again'],
  },
  {
    name: 'a deploy',
    answer: (request) => {
      const { elapsedMs, count } = request;
      if (!isShop(request) || elapsedMs > 12_000) return undefined;
      if (elapsedMs < 3_000) return 502;
      if (elapsedMs < 8_000) return { status: 503, headers: { 'retry-after': '3' } };
      return count % 2 === 0 ? 502 : undefined;
    },
    acts: async (person) => {
      await search(person);
      await person.at(9_000);
      await search(person);
      await person.sees('Shop is working again', 30_000);
    },
    told: ['Shop is working again'],
  },
  {
    name: 'one of two services is down',
    answer: ({ service, elapsedMs }) => (service === 'Tips' && elapsedMs < 15_000 ? 502 : undefined),
    acts: async (person) => {
      await search(person);
      await person.sees('Tips is working again', 40_000);
    },
    told: ['Tips is working again'],
    untold: /Shop|services|offline/,
  },
  {
    name: 'a pointer rests on the card',
    answer: downFor(8_000),
    acts: async (person) => {
      const { page } = person;
      await search(person);
      await person.sees('Shop isn’t answering');
      await page.hover('.title');
      await person.sees('Shop is working again', 20_000);
      await person.at(20_000);
      await page.unhover();
    },
    told: ['Shop is working again'],
  },
  {
    name: 'a blip of 2 s',
    answer: downFor(2_000),
    acts: async (person) => {
      await search(person);
      await person.sees('Shop is working again', 20_000);
    },
    told: ['Shop is working again'],
  },
  {
    name: 'a POST that got 504, and then another one that went well',
    answer: ({ method, path }) => (method === 'POST' && path === '/orders' ? 504 : undefined),
    acts: async (person) => {
      const { page } = person;
      await page.click('#order');
      await person.sees('We don’t know if “Order 1” was saved');
      await page.click('#subscribe');
      await person.at(10_000);
      await person.sees('We don’t know if “Order 1” was saved');
      await hide(person);
    },
    told: ['We don’t know if “Order 1” was saved'],
    untold: /^Shop/,
  },
  {
    name: 'a service limits how often it is asked',
    answer: awayUntil(8_000, 429, ({ path }) => path.startsWith('/search') || path === '/orders'),
    acts: async (person) => {
      await search(person);
      await person.page.click('#order');
      await person.sees('Shop is working again', 20_000);
      await person.page.click('#again');
    },
    told: ['Shop is working again'],
  },
  {
    name: 'a POST while the device is offline',
    acts: async (person) => {
      const { page } = person;
      await page.setOffline(true);
      await page.until(() => !navigator.onLine);
      await page.click('#order');
      await person.sees('“Order 1” wasn’t sent: no connection');
      await person.at(10_000);
      await page.setOffline(false);
      await person.at(20_000);
      await page.click('#again');
      await person.at(25_000);
    },
    told: ['“Order 1” wasn’t sent: no connection'],
    untold: /don’t know/,
  },
  {
    name: 'slow answers',
    answer: ({ path }) => (path.startsWith('/search') || path === '/orders' ? { delayMs: 8_000 } : undefined),
    acts: async (person) => {
      const { page } = person;
      await search(person);
      await person.sees('Shop is taking longer than usual', 10_000);
      await person.at(12_000);
      await page.click('#order');
      await person.at(24_000);
    },
    told: ['Shop is taking longer than usual'],
    untold: /isn’t|Sorry/,
  },
];

async function goFullscreen(page: BrowserPage, button: string, id: string): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    // Firefox lets only the window that has the focus fill the screen.
    await page.show();
    await page.click(`#${button}`);
    const isFull = page.until((given) => document.fullscreenElement?.id === given, id, { patienceMs: 1_500 });
    if (await isFull.then(() => true, () => false)) return;
  }
  throw new Error(`${id} never filled the screen`);
}

/** What is painted where a card is, is that card. */
const isOnTop = (page: BrowserPage): Promise<void> =>
  page.until(() => {
    const hosts = [...document.querySelectorAll('steady-notices')];
    const card = hosts.map(({ shadowRoot }) => shadowRoot?.querySelector('.card:not(.leaving)')).find(Boolean);
    const { left, top, width, height } = card?.getBoundingClientRect() ?? new DOMRect();
    const [painted] = document.elementsFromPoint(left + width / 2, top + height / 2);
    return painted?.localName === 'steady-notices' && width > 0;
  });
