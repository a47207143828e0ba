import { Attempt } from './attempt/attempt.ts';
import type { Call } from './call/call.ts';
import type { Context, PendingCall } from './call/context.ts';
import { emitCallStarted, emitCircuit, emitCircuitOpened, emitClient, emitNetwork } from './call/emit.ts';
import { CallOpener, withoutOurs } from './call/open.ts';
import { settle } from './call/settle.ts';
import { EventStream } from './events/stream.ts';
import { DEFAULT_EVIDENCE } from './evidence/default.ts';
import { EvidenceSource } from './evidence/source.ts';
import type { FetchExtras, SteadyFetch, SteadyInit } from './model/handle.ts';
import type { SteadyOptions } from './model/options.ts';
import type { Outcome } from './model/outcome.ts';
import type { Clock, FetchInit, FetchInput, FetchLike } from './model/ports.ts';
import { resolveOptions } from './options/resolve.ts';
import { TUNING, type Tuning } from './options/tuning.ts';
import { AbortSignals, engineTakesSignals } from './platform/abort-signals.ts';
import { innerFetch, markSteady } from './platform/inner-fetch.ts';
import { Network } from './platform/network.ts';
import { isBrowser, isNode, pollMs } from './platform/runtime.ts';
import { SendWatcher } from './platform/send-watcher.ts';
import { Timeouts } from './platform/timeouts.ts';
import { wakeInTurns } from './platform/turns.ts';
import { readOnce } from './request/fetch-args.ts';
import { circuitOf, isFree } from './retry/admission.ts';
import { attemptWhenAdmitted, settleWithRetries } from './retry/retry.ts';
import type { UpstreamParts } from './upstream/upstream.ts';
import { Upstreams } from './upstream/upstreams.ts';

/**
 * Makes a `fetch` that classifies failures, retries within a budget, breaks the circuit per upstream, and emits events about it.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export const createSteadyFetch = (options?: SteadyOptions): SteadyFetch => createClient(options, TUNING);

/** The same with other numbers in the policy, for benchmarks. Not exported from the package. */
export function createClient(options: SteadyOptions | undefined, tuning: Tuning): SteadyFetch {
  const client = resolveOptions(options);
  const { clock, random, visibility } = client;
  const reportAppError = client.onListenerError === undefined ? printOnce() : guarded(client.onListenerError);
  const events = new EventStream(reportAppError);
  const network = new Network(client.online);
  const inner = innerFetch(client.fetch, () => steady);
  const poll = pollMs();
  const mayWake = poll === Number.POSITIVE_INFINITY;
  const shared = {
    clock,
    random,
    tuning,
    network,
    signals: new AbortSignals(),
    sendWatcher: new SendWatcher(),
    evidence: new EvidenceSource(client.evidence ?? DEFAULT_EVIDENCE, clock, reportAppError),
    innerFetch: inner,
    reportAppError,
    pollMs: poll,
    engineResends: !isNode(),
    engineRepeats408: isBrowser(),
    takesSignals: onceFor(() => globalThis.AbortController, engineTakesSignals),
  };
  /** All that a client remembers. */
  const begin = () => {
    const timeouts = new Timeouts(clock, mayWake);
    const context: Context = { ...shared, timeouts, events, pendingCalls: new Set(), isClosed: false };
    const listener: UpstreamParts['listener'] = {
      opened: (upstream, because) => emitCircuitOpened(context.events, clock, upstream, because),
      halfOpened: (upstream) => emitCircuit(context.events, clock, 'circuit.half-opened', upstream),
      closed: (upstream) => emitCircuit(context.events, clock, 'circuit.closed', upstream),
    };
    const upstreams = new Upstreams({ clock, random, tuning, mayWake, listener }, client.optionsOf);
    return { context, upstreams, opener: new CallOpener(context, upstreams, client.upstream) };
  };
  let { context, upstreams, opener } = begin();
  const end = (reason: string) => {
    context.isClosed = true;
    cancelAll(clock, [...context.pendingCalls], reason);
    context.timeouts.close();
    upstreams.close();
  };
  const stopWatchingNetwork = network.subscribe(() => emitNetwork(events, clock, network.isOnline()));
  const stopWatchingPage = visibility.subscribe(() => {
    if (!visibility.isVisible() || network.isOffline) return;
    for (const upstream of upstreams.matching()) upstream.wakeUp();
  });

  // A method keeps its name under every minifier, and constructs nothing: as the fetch of browsers.
  const { fetch } = {
    // The default keeps `length` at 1, as native fetch has it.
    fetch(input: FetchInput, given: SteadyInit | undefined = undefined): Promise<Response> {
      try {
        const init = readOnce(given);
        const call = context.isClosed ? undefined : opener.open(input, init);
        // biome-ignore lint/complexity/noArguments: rest parameters would cost every call.
        if (call === undefined) return passOn(inner(), input, withoutOurs(init), arguments.length);
        emitCallStarted(call);
        const mayGo = call.settings.ready === undefined && call.interruption === undefined && isFree(call);
        if (!mayGo) return finish(call, attemptWhenAdmitted);
        // No async function: every good call would pay for its frame, 0.08 µs.
        return new Attempt(call, circuitOf(call)?.send(false, call, call.startedAt)).send(settleAtOnce);
      } catch (error) {
        return Promise.reject(error);
      }
    },
  };

  const steady: SteadyFetch = Object.assign(fetch, platformExtras(), {
    on: (type, listener, { signal } = {}) => events.on(type, listener, signal),
    subscribe: (listener) => events.subscribe(listener),
    upstreams: () => upstreams.all().map((upstream) => upstream.status()),
    retryNow(key) {
      for (const upstream of upstreams.matching(key)) upstream.retryNow();
    },
    cancel(key, reason) {
      const isMeant = ({ upstream }: PendingCall) => key === undefined || upstream.key === key;
      cancelAll(clock, [...context.pendingCalls].filter(isMeant), reason);
    },
    isolate: (key) => (context.isClosed ? () => {} : upstreams.of(key).isolate()),
    close() {
      end('closed');
      stopWatchingNetwork();
      stopWatchingPage();
      closeEvents(context);
    },
  } satisfies Handle);
  markSteady(steady, inner, () => {
    if (context.isClosed) return;
    end('reset');
    // What is still in flight is not reported: it belongs to what is forgotten.
    context.events = new EventStream(reportAppError);
    ({ context, upstreams, opener } = begin());
    emitClient(events, clock, 'client.reset');
  });
  return steady;
}

/** Calls the inner fetch as we were called, and returns the very promise that it returns, unless it returns none. */
function passOn(fetch: FetchLike, input: FetchInput, init: FetchInit | undefined, count: number): Promise<Response> {
  if (count === 0) return Promise.resolve((fetch as () => Promise<Response>)());
  return Promise.resolve(init === undefined ? fetch(input) : fetch(input, init));
}

/** A first attempt that went well is all there is to most calls. */
const settleAtOnce = (call: Call, first: Outcome | Promise<Outcome>): Response | Promise<Response> =>
  'verdict' in first && first.verdict.kind === 'ok' && !call.isEventful
    ? settle(call, first)
    : finish(call, () => first);

async function finish(call: Call, first: (call: Call) => Outcome | Promise<Outcome>): Promise<Response> {
  const { context } = call;
  const { pendingCalls } = context;
  // First of all, so that `cancel()` and `close()` find it at any moment.
  pendingCalls.add(call);
  try {
    return settle(call, await settleWithRetries(call, await first(call)));
  } finally {
    pendingCalls.delete(call);
    if (context.isClosed) closeEvents(context);
  }
}

/** None of them is sent again from now on. */
function cancelAll(clock: Clock, calls: readonly PendingCall[], reason: unknown): void {
  for (const call of calls) call.cancel(reason);
  void wakeInTurns(clock, calls);
}

/** Listeners get to know how the calls ended that `close()` has cancelled. */
function closeEvents({ events, clock, pendingCalls }: Context): void {
  if (pendingCalls.size > 0) return;
  emitClient(events, clock, 'client.closed');
  events.close();
}

/** Keeps the result of a check until what it depends on is replaced. */
function onceFor(dependency: () => unknown, check: () => boolean): () => boolean {
  let checked: unknown;
  let result = true;
  return () => {
    const current = dependency();
    if (current !== checked) {
      checked = current;
      result = check();
    }
    return result;
  };
}

/** Everything of a client but the call itself. */
type Handle = { readonly [Key in Exclude<keyof SteadyFetch, keyof FetchExtras>]: SteadyFetch[Key] };

/** Bun's fetch can warm up connections; what replaces it must keep that. */
function platformExtras(): FetchExtras {
  const { preconnect } = (globalThis.fetch ?? {}) as { preconnect?: unknown };
  return (preconnect === undefined ? {} : { preconnect }) as FetchExtras;
}

/** An app's own error handler gets no chance to break a call either. */
const guarded =
  (onError: (error: unknown) => void): ((error: unknown) => void) =>
  (error) => {
    try {
      onError(error);
    } catch {
      // There is no listener left to report it to.
    }
  };

/** The first error is enough to find the bug, and a toast handler that always throws must not flood the console. */
function printOnce(): (error: unknown) => void {
  let printed = false;
  return (error) => {
    if (printed) return;
    printed = true;
    queueMicrotask(() => console.error('steadyfetch: calls go on, but this needs a look:', error));
  };
}
