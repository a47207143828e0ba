import { mountNotices } from '../dom/index.ts';
import { createSteadyFetch, OptionsError, type SteadyEvent, type SteadyFetch, showNoticesLater } from '../index.ts';
import { type Catalogue, createNotices, type NoticeCenter, type NoticesClient } from '../notices/index.ts';
import { withWorker } from '../service-worker/index.ts';
import { languageOf, readTag, type TagOptions } from './attributes.ts';

/** `window.steadyfetch`, on a page with the script tag. */
interface SteadySite {
  /** What `window.fetch` is now. */
  readonly client: SteadyFetch;
  /** Resolves when notices are ready to be shown. Without `data-notices` there are none. */
  readonly notices: Promise<NoticeCenter> | undefined;
  /** Puts the original fetch back, takes the notices away and closes the client. */
  restore(): void;
}

declare global {
  interface Window {
    steadyfetch: SteadySite;
  }
}

/** Failures of other origins are for the page's own code: no retry, no circuit, no notice. */
const LEFT_ALONE = { retry: { maxAttempts: 1 }, circuit: false, budget: false } as const;

/** Makes `window.fetch` a client, as the script tag asks for it. */
export function install(tag: Element | null): void {
  // An element with this id is found under this name, too, but is not the window's own.
  if (Object.getOwnPropertyDescriptor(window, 'steadyfetch') !== undefined) {
    console.warn('steadyfetch: window.steadyfetch exists already, so this script tag does nothing.');
    return;
  }
  const attributes = [...(tag?.attributes ?? [])].map(({ name, value }) => [name, value]);
  const { options, complaints } = readTag(Object.fromEntries(attributes), {
    origin: window.origin,
    base: document.baseURI,
  });
  for (const { message } of complaints) console.warn(message);

  const original = window.fetch;
  if (typeof original !== 'function') throw new TypeError('it has none');
  const client = createSteadyFetch({
    // Given once: what wraps `window.fetch` later calls us, and would be called by us in turn.
    fetch: original,
    upstreams: (origin) => (options.origins.includes(origin) ? {} : LEFT_ALONE),
  });
  window.fetch = client;
  let stop = () => {};
  const notices = options.notices
    ? new Promise<NoticeCenter>((resolve) => {
        stop = showNotices(client, options, resolve);
      })
    : undefined;
  const restore = () => {
    stop();
    // What has wrapped it meanwhile stays, and a closed client does what the original does.
    if (window.fetch === client) window.fetch = original;
    client.close();
  };
  if (options.worker !== undefined) void register(options.worker);
  window.steadyfetch = { client, notices, restore };
}

function showNotices(client: SteadyFetch, options: TagOptions, ready: (center: NoticeCenter) => void): () => void {
  const { label, locale, origins } = options;
  const [own] = origins;
  // At once: during an outage it could not be loaded.
  const catalogue = locale === undefined ? undefined : loadCatalogue(locale);
  const load = async () => {
    await pageIsRead();
    return catalogue;
  };
  return showNoticesLater(withWorker(client), load, (loaded, later) => {
    const ours: NoticesClient = {
      ...later,
      subscribe: (listener) =>
        later.subscribe((event: SteadyEvent, ageMs?: number) => {
          if (!('upstream' in event) || origins.includes(event.upstream)) listener(event, ageMs);
        }),
    };
    const center = createNotices(ours, {
      ...loaded,
      label: (upstream) => (upstream === own ? label : undefined),
    });
    const unmount = mountNotices(center);
    ready(center);
    return () => {
      unmount();
      center.close();
    };
  });
}

async function register(worker: string): Promise<void> {
  try {
    await navigator.serviceWorker.register(worker);
  } catch (error) {
    const { message } = new OptionsError('data-worker', worker, 'the address of a script that can be registered');
    console.warn(message, error);
  }
}

/** Until then there may be no body. */
const pageIsRead = () =>
  new Promise<void>((resolve) => {
    if (document.readyState !== 'loading') resolve();
    else document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });

async function loadCatalogue(url: string): Promise<{ catalogue?: Catalogue; locale?: string }> {
  try {
    const exported: Record<string, unknown> = await import(url);
    const catalogue = Object.values(exported).find((value) => typeof value === 'object' && value !== null);
    if (catalogue === undefined) throw new Error('it exports no catalogue');
    const locale = languageOf(url);
    return { catalogue: catalogue as Catalogue, ...(locale === undefined ? {} : { locale }) };
  } catch (error) {
    const { message } = new OptionsError('data-locale', url, 'the address of a catalogue that can be loaded');
    console.warn(`${message}. Notices are in English.`, error);
    return {};
  }
}
