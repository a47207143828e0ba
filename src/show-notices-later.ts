import { OptionsError } from './model/errors.ts';
import type { SteadyEvent } from './model/event.ts';
import type { SteadyFetch } from './model/handle.ts';
import type { Clock, Online } from './model/ports.ts';
import { aFunction, port, shape } from './options/checks.ts';
import { systemClock } from './platform/clock.ts';
import { platformOnline } from './platform/online.ts';

interface Browserish {
  requestIdleCallback?(callback: () => void): unknown;
}

/** For tests, and for clients that have a clock or a network state of their own. */
export interface LaterOptions {
  /** Time. Default: the platform's. */
  readonly clock?: Clock;
  /** Is there a network? Default: what the platform says. */
  readonly online?: Online;
}

/** What `createNotices` takes as its client. */
export type LaterClient = Pick<SteadyFetch, 'subscribe' | 'retryNow' | 'cancel'>;

/** Kept until notices are shown. More events than this push out the oldest ones, but never those of calls under way. */
const MOST_EVENTS = 1_000;
/** A page that is busy, or cannot tell, loads notices after this time: from then on an answer counts as slow. */
const IDLE_WITHIN_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Loads notices when the page is idle, or at the first sign of trouble, whichever comes first. What happens until then is kept and
 * given to them, so that they show what they would show if they had been there from the start. Loading that fails is tried again.
 *
 * @param load imports whatever `show` needs, such as `steadyfetch/notices` and `steadyfetch/dom`
 * @param show creates the notices for the client that it is given, and returns how to take them away
 * @returns how to stop
 * @throws OptionsError naming the argument or option, the value and what is allowed
 */
export function showNoticesLater<Loaded>(
  steady: LaterClient,
  load: () => Promise<Loaded>,
  show: (loaded: Loaded, client: LaterClient) => () => void,
  options: LaterOptions = {},
): () => void {
  if (typeof steady?.subscribe !== 'function') {
    throw new OptionsError('steady', steady, 'a client made by createSteadyFetch');
  }
  aFunction(load, 'load');
  aFunction(show, 'show');
  shape({ clock: port('now', 'wallNow', 'sleep'), online: port('isOnline', 'subscribe') })(options, 'options');
  const { clock = systemClock(), online = platformOnline } = options;
  const heard: { readonly event: SteadyEvent; readonly at: number }[] = [];
  const underWay = new Set<number>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let hasTried = false;
  let wake = () => {};
  let close = () => {};

  const stopHearing = steady.subscribe((event: SteadyEvent, ageMs = 0) => {
    if (event.type === 'client.reset') heard.length = 0;
    heard.push({ event, at: clock.now() - ageMs });
    if (event.type === 'call.started') underWay.add(event.callId);
    if (event.type === 'call.settled') underWay.delete(event.callId);
    if (event.type === 'client.closed') stop();
    if (heard.length > MOST_EVENTS) {
      const oldest = heard.findIndex((each) => !('callId' in each.event && underWay.has(each.event.callId)));
      if (oldest >= 0) heard.splice(oldest, 1);
    }
    // Later on the pauses hold: an outage may be what keeps notices from loading.
    if (!hasTried && isTrouble(event)) wake();
  });
  const stopWatching = online.subscribe(() => {
    if (online.isOnline()) wake();
  });

  const client: LaterClient = {
    subscribe(listener) {
      const replay: (event: SteadyEvent, ageMs: number) => unknown = listener;
      for (const { event, at } of heard) replay(event, clock.now() - at);
      return steady.subscribe(listener);
    },
    retryNow: (upstream) => steady.retryNow(upstream),
    cancel: (upstream, reason) => steady.cancel(upstream, reason),
  };

  /** Waits so long, or until `wake` is called. */
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      clock.sleep(ms, signal, { ref: false }).then(resolve, resolve);
    });

  async function run(): Promise<void> {
    (globalThis as Browserish).requestIdleCallback?.(() => wake());
    await rest(IDLE_WITHIN_MS);
    for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      hasTried = true;
      try {
        const loaded = await load();
        if (!signal.aborted) begin(loaded);
        return;
      } catch {
        await rest(pauseMs);
      }
    }
  }

  function begin(loaded: Loaded): void {
    try {
      close = show(loaded, client);
    } catch (error) {
      console.error('steadyfetch: notices could not be shown.', error);
    }
    forget();
  }

  function forget(): void {
    stopHearing();
    stopWatching();
    heard.length = 0;
  }

  function stop(): void {
    if (signal.aborted) return;
    stopping.abort();
    forget();
    close();
  }

  void run();
  return stop;
}

/** Could there be a notice about it? */
const isTrouble = (event: SteadyEvent): boolean =>
  'verdict' in event
    ? event.verdict.kind !== 'ok' && event.verdict.kind !== 'aborted'
    : event.type === 'call.waiting' || event.type === 'network.offline' || event.type === 'circuit.opened';
