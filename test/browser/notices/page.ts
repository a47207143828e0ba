import { createSteadyFetch, type SteadyFetch, type SteadyOptions } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices, type Notice, type NoticeCenter, type NoticesOptions } from 'steadyfetch/notices';
import { Lateness } from '../../support/lateness.ts';

// A page as an app would make it, and everything that people get to see and hear of it.

interface Show {
  steady: SteadyFetch;
  center: NoticeCenter;
  /** How each call ended: `200`, or the error as text. */
  readonly ends: string[];
  readonly snapshots: (readonly Notice[])[];
  /** What live regions said, and when. */
  readonly heard: { readonly at: number; readonly role: string; readonly text: string }[];
  /** The shadow root after each change of it. */
  readonly markup: string[];
  /** How many cards came, and how many there were at most at once. */
  entrances: number;
  most: number;
  /** How late the page's own timers have been. */
  readonly lateness: Lateness;
  open(options?: SteadyOptions, notices?: NoticesOptions): void;
  /** Makes calls that a person asked for, and does not mind how they end. */
  ask(count: number, url?: string, init?: RequestInit): void;
  /** One element of the notices. */
  $<Found extends HTMLElement = HTMLElement>(selector: string): Found | null;
  /** Text of an element that is shown. */
  text(selector: string): string;
}

declare global {
  interface Window {
    show: Show;
  }
}

const show: Show = {
  steady: createSteadyFetch(),
  center: undefined as never,
  ends: [],
  snapshots: [],
  heard: [],
  markup: [],
  entrances: 0,
  most: 0,
  lateness: new Lateness(),
  open(options, notices) {
    show.steady = createSteadyFetch(options);
    show.center = createNotices(show.steady, { locale: 'en', label: () => 'Photos', ...notices });
    show.center.subscribe((snapshot) => show.snapshots.push(snapshot));
    mountNotices(show.center);
    watch(document.querySelector('steady-notices')?.shadowRoot as ShadowRoot);
  },
  ask(count, url = '/api', init = {}) {
    for (let call = 0; call < count; call++) {
      const made = show.steady(url, { ...init, steady: { notice: { importance: 'user' } } });
      void made.then(({ status }) => String(status), String).then((end) => show.ends.push(end));
    }
  },
  $: (selector) => document.querySelector('steady-notices')?.shadowRoot?.querySelector(selector) ?? null,
  text: (selector) => show.$(selector)?.innerText ?? '',
};

function watch(root: ShadowRoot): void {
  new MutationObserver((records) => {
    show.markup.push(root.innerHTML);
    show.most = Math.max(show.most, root.querySelectorAll('.card:not(.leaving)').length);
    for (const { target, addedNodes } of records) {
      for (const node of addedNodes) if (node instanceof Element && node.matches('.card')) show.entrances++;
      const region = (target instanceof Element ? target : target.parentElement)?.closest('[aria-live]');
      const text = region?.textContent ?? '';
      if (text !== '')
        show.heard.push({ at: Date.now(), role: region?.ariaLive === 'assertive' ? 'alert' : 'status', text });
    }
    sessionStorage.setItem('show', `${show.entrances} shown, ${show.heard.length} heard`);
  }).observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
}

window.show = show;
