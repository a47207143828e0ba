import { createSteadyFetch, type SteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
import { Recorder } from './recorder.ts';
import type { CardSeen, Recording, Service } from './recording.ts';

// A shop as an app would make it: a list that is refreshed, a search, orders, a film, and tips from a second service.

const REFRESH_MS = 2_000;

interface Shop {
  /** Opens the doors; resolves when the first list and the first tips are there. */
  open(tips: string): Promise<void>;
  recording(): Recording;
  /** The first card that is there now. */
  card(): CardSeen | undefined;
}

declare global {
  interface Window {
    shop: Shop;
  }
}

const recorder = new Recorder();
let orders = 0;

const $ = (id: string) => document.getElementById(id) as HTMLElement;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(steady: SteadyFetch, service: Service, url: string, method = 'GET', label?: string): Promise<void> {
  const call = recorder.call({ service, method, what: label ?? url, isForPerson: label !== undefined });
  // A header that may go to other origins without asking first.
  const init = {
    method,
    headers: { accept: `text/plain;call=${call.id}` },
    ...(method === 'POST' ? { body: 'x' } : {}),
  };
  const end = (wasOk: boolean) => Object.assign(call, { settledAt: Date.now(), wasOk });
  await steady(url, label === undefined ? init : { ...init, steady: { notice: { label } } }).then(
    ({ ok }) => end(ok),
    () => end(false),
  );
}

async function refresh(ask: () => Promise<void>): Promise<never> {
  for (;;) {
    await sleep(REFRESH_MS);
    await ask();
  }
}

window.shop = {
  async open(tips) {
    const steady = createSteadyFetch();
    const center = createNotices(steady, {
      locale: 'en',
      label: (upstream) => (upstream === location.origin ? 'Shop' : 'Tips'),
    });
    recorder.watch(center);
    mountNotices(center);
    recorder.watchScreen(center);

    const articles = () => ask(steady, 'Shop', '/articles');
    const recomrepaired = () => ask(steady, 'Tips', `${tips}/recomrepaired`);
    $('search').onclick = () => void ask(steady, 'Shop', '/search?q=lamp', 'GET', 'Lamps');
    $('delivery').onclick = () => void ask(steady, 'Shop', '/delivery', 'GET', 'Delivery');
    $('next').onclick = () => void ask(steady, 'Shop', '/films?after=1', 'GET', 'Films');
    $('order').onclick = () => void ask(steady, 'Shop', '/orders', 'POST', `Order ${++orders}`);
    $('again').onclick = () => void ask(steady, 'Shop', '/orders', 'POST', `Order ${orders}`);
    $('subscribe').onclick = () => void ask(steady, 'Shop', '/newsletter', 'POST', 'Newsletter');
    $('checkout').onclick = () => ($('basket') as HTMLDialogElement).showModal();
    $('full').onclick = () => $('player').requestFullscreen();
    $('film').onclick = () => $('film').requestFullscreen();
    await Promise.all([articles(), recomrepaired()]);
    void refresh(articles);
    void refresh(recomrepaired);
  },
  recording: () => recorder.recording(),
  card: () => recorder.recording().samples.at(-1)?.cards[0],
};
