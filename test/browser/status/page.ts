import { createSteadyFetch, type SteadyFetch } from 'steadyfetch';
import { defineSteadyStatus, type MountStatusOptions, mountStatus } from 'steadyfetch/dom';
import { evidence } from 'steadyfetch/evidence';
import { type History, type HistoryOptions, keepHistory } from 'steadyfetch/history';

// What the tests and the pictures reach from outside: a real client, and the panel that shows how its upstreams are doing.

interface Status {
  steady: SteadyFetch;
  history: History;
  mountStatus: typeof mountStatus;
  defineSteadyStatus: typeof defineSteadyStatus;
  keepHistory: typeof keepHistory;
  unmount: () => void;
  /** How many listen to the client. */
  listeners: number;
  /** What its live regions said. */
  readonly heard: string[];
  /** What its copy buttons said: a busy machine may look for it too late. */
  readonly copyTexts: Set<string>;
  /** Shows the panel of the history that has been kept since the page was loaded. */
  open(options?: MountStatusOptions, kept?: HistoryOptions): void;
  /** Makes calls and does not mind how they end. */
  ask(count: number, url: string): Promise<void>;
  root(): ShadowRoot;
  $<Found extends HTMLElement = HTMLElement>(selector: string): Found;
  texts(selector: string): string[];
}

declare global {
  interface Window {
    panel: Status;
  }
}

// A path names its upstream: `/orders/1`.
const client = createSteadyFetch({ evidence, upstream: ({ pathname }) => pathname.split('/')[1] ?? '' });

const panel: Status = {
  steady: Object.assign((...given: Parameters<SteadyFetch>) => client(...given), client, {
    subscribe(listener: Parameters<SteadyFetch['subscribe']>[0]) {
      panel.listeners++;
      const stop = client.subscribe(listener);
      return () => {
        panel.listeners--;
        stop();
      };
    },
  }),
  history: undefined as never,
  mountStatus,
  defineSteadyStatus,
  keepHistory,
  unmount: () => {},
  listeners: 0,
  heard: [],
  copyTexts: new Set(),
  open(options, kept) {
    panel.history = keepHistory(panel.steady, kept);
    panel.unmount = mountStatus(panel.history, options);
    new MutationObserver(() => {
      for (const text of panel.texts('[part=copy]')) panel.copyTexts.add(text);
    }).observe(panel.root(), { childList: true, characterData: true, subtree: true });
    for (const region of panel.root().querySelectorAll('[aria-live]')) {
      new MutationObserver(() => region.textContent && panel.heard.push(region.textContent)).observe(region, {
        childList: true,
        characterData: true,
        subtree: true,
      });
    }
  },
  ask: async (count, url) => {
    await Promise.allSettled(Array.from({ length: count }, () => panel.steady(url)));
  },
  root: () => document.querySelector('steady-status')?.shadowRoot as ShadowRoot,
  $: (selector) => panel.root().querySelector(selector) as never,
  texts: (selector) => [...panel.root().querySelectorAll<HTMLElement>(selector)].map((each) => each.innerText),
};

window.panel = panel;
