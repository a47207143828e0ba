import { Events } from './events.ts';
import type { FetchExtras, SteadyFetch, SteadyInit } from './model/handle.ts';
import type { SteadyOptions } from './model/options.ts';
import type { Outcome } from './model/outcome.ts';
import type { FetchInput } from './model/ports.ts';
import { CallOpener, withoutOurs } from './open-call.ts';
import { Aborts } from './pipeline/abort.ts';
import { Attempt, abortedBeforeSending } from './pipeline/attempt.ts';
import type { Call } from './pipeline/call.ts';
import type { Core } from './pipeline/core.ts';
import { circuitOf, isGateOpen } from './pipeline/gate.ts';
import { attemptWhenPossible, persist } from './pipeline/retry.ts';
import { factsOf } from './pipeline/tell.ts';
import { Timeouts } from './pipeline/timeouts.ts';
import { Upstreams } from './pipeline/upstreams.ts';
import { resolveOptions } from './resolve-options.ts';
import { settle } from './settle.ts';
import { innerFetch, markSteady } from './transport.ts';
import { watchSending } from './undici.ts';

/**
 * Makes a `fetch` that classifies failures, retries within a budget, breaks the circuit per upstream, and tells what it does.
 *
 * @throws OptionsError naming the option, the value and what is allowed
 */
export function createSteadyFetch(options?: SteadyOptions): SteadyFetch {
  const client = resolveOptions(options);
  const { clock, random, online, visibility } = client;
  const onAppError = client.onListenerError === undefined ? printOnce() : guarded(client.onListenerError);
  const events = new Events(onAppError);
  const transport = innerFetch(client.fetch, () => steady);
  let closed = false;
  const core: Core = {
    clock,
    random,
    online,
    timeouts: new Timeouts(clock),
    aborts: new Aborts(),
    transport,
    events,
    onAppError,
    watchSending,
    isClosed: () => closed,
    engineResends: !isNode(),
    engineRepeats408: 'document' in globalThis || 'WorkerGlobalScope' in globalThis,
  };
  const upstreams = new Upstreams(core, client.maxUpstreams, client.optionsOf);
  const opener = new CallOpener(core, upstreams, client.upstream, client.maxUpstreams);
  const stopWatchingNetwork = online.subscribe(() => {
    if (events.heard) {
      events.emit({ type: online.isOnline() ? 'network.online' : 'network.offline', at: clock.wallNow() });
    }
  });

  const stopWatchingPage = visibility.subscribe(() => {
    if (!visibility.isVisible() || !online.isOnline()) return;
    for (const upstream of upstreams.matching()) upstream.wakeUp();
  });

  // The default keeps `length` at 1, as native fetch has it.
  function fetch(input: FetchInput, init: SteadyInit | undefined = undefined): Promise<Response> {
    try {
      const call = closed ? undefined : opener.open(input, init);
      if (call === undefined) return Promise.resolve(transport()(input, withoutOurs(init)));
      if (events.heard) events.emit({ type: 'call.started', ...factsOf(core, call) });

      const unsent = abortedBeforeSending(call);
      if (unsent !== undefined) return mend(core, call, unsent);
      if (!isGateOpen(core, call)) return mend(core, call, attemptWhenPossible(core, call));

      // No async function: its frame would be a third of all that a good call costs.
      const attempt = new Attempt(core, call, circuitOf(call)?.send(false, call.startedAt));
      return attempt.send(finish);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  const steady: SteadyFetch = Object.assign(fetch, platformExtras(), {
    on: (type, listener, { signal } = {}) => events.on(type, listener, signal),
    subscribe: (listener) => events.subscribe(listener),
    upstreams: () => upstreams.all().map((upstream) => upstream.status()),
    retryNow(key) {
      for (const upstream of upstreams.matching(key)) upstream.retryNow();
    },
    cancel(key, reason) {
      for (const upstream of upstreams.matching(key)) upstream.cancelWaiting(reason);
    },
    isolate: (key) => upstreams.of(key).isolate(),
    close() {
      closed = true;
      for (const upstream of upstreams.matching()) upstream.cancelWaiting('closed');
      stopWatchingNetwork();
      stopWatchingPage();
      core.timeouts.close();
      upstreams.close();
      events.close();
    },
  } satisfies Handle);
  markSteady(steady, transport);
  return steady;
}

/** A first attempt that went well is all there is to most calls. */
const finish = (core: Core, call: Call, first: Outcome | Promise<Outcome>): Response | Promise<Response> =>
  'verdict' in first && first.verdict.kind === 'ok' ? settle(core, call, first) : mend(core, call, first);

async function mend(core: Core, call: Call, first: Outcome | Promise<Outcome>): Promise<Response> {
  return settle(core, call, await persist(core, call, await first));
}

/** Told by what the others lack or have beside: Deno and Bun say that they are Node, too. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined && !('Deno' in globalThis) && !('Bun' in globalThis);
}

/** Everything of a client but the call itself. */
type Handle = { readonly [Key in Exclude<keyof SteadyFetch, keyof FetchExtras>]: SteadyFetch[Key] };

/** Bun's fetch can warm up connections; whoever replaces it must keep that. */
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
      // There is nobody left to tell.
    }
  };

/** The first error is enough to find the bug, and a toast handler that always throws must not flood the console. */
function printOnce(): (error: unknown) => void {
  let printed = false;
  return (error) => {
    if (printed) return;
    printed = true;
    queueMicrotask(() => console.error('steadyfetch: a listener failed; its calls go on.', error));
  };
}
