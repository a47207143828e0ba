import type { NoticeCenter } from '../../../src/notices/index.ts';
import type { CallRecord, CardSeen, Deed, Recording, RequestRecord, Sample, Utterance } from './recording.ts';

const HEARTBEAT_MS = 50;

/** Writes down, in the page, what it asked for, what its person saw and what they heard. */
export class Recorder {
  readonly #calls: CallRecord[] = [];
  readonly #requests: RequestRecord[] = [];
  readonly #samples: Sample[] = [];
  readonly #said: Utterance[] = [];
  readonly #deeds: Deed[] = [];
  readonly #screens: Recording['screens'][number][] = [];
  readonly #mismatches = new Set<string>();
  readonly #cards = new Map<Element, number>();
  #stallMs = 0;
  /** When the library first asked what time it is, in what it does now, and when it did so for what it shows. */
  #readAt: number | undefined;
  #decidedAt = 0;

  constructor() {
    this.#watchClock();
    this.#watchFetch();
    for (const what of ['offline', 'online'] as const) {
      window.addEventListener(what, () => this.#deeds.push({ at: Date.now(), what }));
    }
  }

  call(about: Pick<CallRecord, 'service' | 'method' | 'what' | 'isForPerson'>): CallRecord {
    const call = { ...about, id: this.#calls.length, startedAt: Date.now() };
    this.#calls.push(call);
    if (!navigator.onLine && call.method === 'POST') {
      this.#frozenAt ??= this.#now();
      this.#unsent.add(call.id);
    }
    return call;
  }

  /** To be called before anything shows what the center says. */
  watch(center: NoticeCenter): void {
    center.subscribe((notices) => {
      this.#decidedAt = this.#readAt ?? this.#now();
      this.#screens.push({ at: Date.now(), notices });
    });
  }

  watchScreen(center: NoticeCenter): void {
    const root = document.querySelector('steady-notices')?.shadowRoot as ShadowRoot;
    // The elements move to wherever they can be seen, and are the same there.
    const region = root.querySelector('section') as HTMLElement;
    region.addEventListener('click', ({ target }) => this.#press(target as HTMLElement), { capture: true });
    const everything = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(() => this.#look(region, center)).observe(region, everything);
    for (const element of root.querySelectorAll('[aria-live]')) {
      const hear = () => element.textContent && this.#said.push({ at: Date.now(), text: element.textContent });
      new MutationObserver(hear).observe(element, everything);
    }
  }

  recording(): Recording {
    return {
      calls: this.#calls,
      requests: this.#requests,
      samples: this.#samples,
      said: this.#said,
      deeds: this.#deeds,
      screens: this.#screens,
      mismatches: [...this.#mismatches],
      stallMs: Math.ceil(this.#stallMs),
      endedAt: Date.now(),
    };
  }

  #look(region: HTMLElement, center: NoticeCenter): void {
    const clock = this.#now();
    const cards = [...region.querySelectorAll<HTMLElement>('.card:not(.leaving)')].map((card) => this.#seen(card));
    this.#samples.push({ at: Date.now(), clock, lateMs: clock - this.#decidedAt, cards });
    const shown = cards.map(({ title, line }) => `${title} | ${line}`);
    const meant = center.getSnapshot().map((notice) => {
      const { title, when, advice } = center.present(notice).text;
      return `${title} | ${when ?? advice}`;
    });
    if (String(shown.sort()) !== String(meant.sort())) {
      this.#mismatches.add(`the screen says ${JSON.stringify(shown)}, and the center ${JSON.stringify(meant)}`);
    }
  }

  #press(target: HTMLElement): void {
    const button = target.closest('button');
    const what = button?.matches('.dismiss') ? 'Hide' : button?.innerText;
    if (what === 'Hide' || what === 'Try now' || what === 'Stop trying') this.#deeds.push({ at: Date.now(), what });
  }

  #seen(element: HTMLElement): CardSeen {
    const number = this.#cards.get(element) ?? this.#cards.size + 1;
    this.#cards.set(element, number);
    const text = (selector: string) => rendered(element.querySelector(selector));
    return {
      card: number,
      title: text('.title'),
      line: text('.when'),
      waiting: text('.waiting'),
      digits: text('.digits'),
      buttons: [...element.querySelectorAll<HTMLElement>('.action')].map(rendered).filter(Boolean),
      within: holderOf(element),
    };
  }

  /**
   * The library takes it as a proof that nothing was sent if a request fails at once while the browser is offline. On a busy machine
   * nothing happens at once, unless the clock stands still meanwhile.
   */
  #frozenAt: number | undefined;
  #pending = 0;
  /** Calls that have not come to their request yet. */
  readonly #unsent = new Set<number>();

  /** What it costs to look at the screen is not the library's time. */
  #now: () => number = () => 0;

  #watchClock(): void {
    const now = performance.now.bind(performance);
    this.#now = now;
    performance.now = () => {
      const at = this.#frozenAt ?? now();
      // What is decided now is decided by the first look at the clock, however long the rest takes.
      if (this.#readAt === undefined) queueMicrotask(() => (this.#readAt = undefined));
      this.#readAt ??= at;
      return at;
    };
    let last = now();
    setInterval(() => {
      const stall = now() - last - HEARTBEAT_MS;
      last = now();
      this.#stallMs = Math.max(this.#stallMs, stall);
    }, HEARTBEAT_MS);
  }

  #watchFetch(): void {
    const bare = window.fetch;
    window.fetch = async (input, init) => {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined));
      const call = Number(/call=(\d+)/.exec(headers.get('accept') ?? '')?.[1]);
      const request: RequestRecord = { call, sentAt: Date.now() };
      this.#requests.push(request);
      this.#pending++;
      if (!navigator.onLine) this.#frozenAt ??= this.#now();
      try {
        const response = await bare(input, init);
        request.status = response.status;
        return response;
      } finally {
        request.endedAt = Date.now();
        setTimeout(() => {
          this.#unsent.delete(call);
          if (--this.#pending + this.#unsent.size === 0) this.#frozenAt = undefined;
        });
      }
    };
  }
}

const rendered = (element: HTMLElement | null): string =>
  element !== null && element.getClientRects().length > 0 ? element.innerText.trim() : '';

function holderOf(element: Element): string {
  const holder = (element.getRootNode() as ShadowRoot).host.parentElement;
  return holder?.id || holder?.localName || '';
}
