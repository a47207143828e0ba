import { now, pass, restart } from '../faults/virtual-time.ts';
import type { Call as Client, FetchLike } from '../peers/peer.ts';
import { type Asked, CALL_HEADER, VirtualServer } from './virtual-server.ts';
import type { Call, Scenario } from './world.ts';

/** What became of one call, as the app sees it. */
export interface Outcome {
  readonly startedAt: number;
  /** `Infinity` if it never settled. */
  readonly endedAt: number;
  readonly isOk: boolean;
}

export interface Ran {
  readonly outcomes: readonly Outcome[];
  readonly asked: readonly Asked[];
}

/** Makes a client that sends through the given fetch. */
export type Connect = (fetch: FetchLike, scenario: Scenario) => Client;

/** A call that has not settled by then never will. */
const LIMIT_MS = 600_000;
/** Requests that come after all calls have settled count, too. */
const AFTERWARDS_MS = 30_000;

/** All calls of a scenario through one client, from the beginning of virtual time. */
export async function runScenario(scenario: Scenario, seed: number, connect: Connect): Promise<Ran> {
  restart(seed);
  const server = new VirtualServer(scenario.server(), seed);
  const client = connect(server.fetch, scenario);
  const outcomes: Outcome[] = scenario.calls.map(({ at }) => ({
    startedAt: at,
    endedAt: Number.POSITIVE_INFINITY,
    isOk: false,
  }));
  let pending = scenario.calls.length;
  const make = async (call: Call, id: number) => {
    const startedAt = now();
    const isOk = await isGood(call, id, client).catch((error: unknown) => isWanted(error, call));
    outcomes[id] = { startedAt, endedAt: now(), isOk };
    pending--;
  };
  const wait = (next: number) => {
    const call = scenario.calls[next];
    if (call === undefined) return;
    setTimeout(() => {
      void make(call, next);
      wait(next + 1);
    }, call.at - now());
  };
  wait(0);
  await pass((scenario.calls.at(-1)?.at ?? 0) + LIMIT_MS, () => pending === 0);
  await pass(now() + AFTERWARDS_MS, () => false);
  return { outcomes, asked: server.asked };
}

async function isGood(call: Call, id: number, client: Client): Promise<boolean> {
  const answer = await client(call.url, initOf(call, id));
  if (call.wants !== undefined) return answer.status === call.wants;
  if (!answer.ok) return false;
  return call.lines === undefined ? (await answer.text()) === call.expects : hasLines(answer.body, call.lines);
}

interface SteadyInit extends RequestInit {
  steady?: { notice?: { importance: 'user' }; idempotent?: true };
}

function initOf({ method, body, headers, abortAfterMs, importance, idempotent }: Call, id: number): RequestInit {
  const init: SteadyInit = { method, headers: { ...headers, [CALL_HEADER]: String(id) } };
  if (body !== undefined) init.body = body;
  if (importance !== undefined) init.steady = { ...init.steady, notice: { importance } };
  if (idempotent !== undefined) init.steady = { ...init.steady, idempotent };
  if (abortAfterMs !== undefined) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), abortAfterMs);
    init.signal = controller.signal;
  }
  return init;
}

async function hasLines(body: ReadableStream<Uint8Array> | null, wanted: number): Promise<boolean> {
  const reader = body?.getReader();
  for (let lines = 0; lines < wanted; lines++) {
    if (reader === undefined || (await reader.read()).done) return false;
  }
  await reader?.cancel();
  return true;
}

/** Some libraries throw an answer that is not ok, and hand it over with the error. */
function isWanted(error: unknown, { wants }: Call): boolean {
  const { response } = error as { readonly response?: { readonly status?: number } };
  return wants !== undefined && response?.status === wants;
}
