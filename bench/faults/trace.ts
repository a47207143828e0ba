import { now } from './virtual-time.ts';

/** A call as the app sees it. */
export interface Ended {
  readonly startedAt: number;
  /** `Infinity` if it never settled. */
  endedAt: number;
  ok: boolean;
  readonly upstream: string;
}

export type ClientFetch = (url: string) => Promise<{ readonly status: number }>;

/** Who calls, and how often. */
export interface Traffic {
  /** Independent instances: as many processes, tabs or phones, which know nothing of each other. */
  readonly clients: number;
  /** Calls per second of each. */
  readonly rate: number;
  /** Calls made at once, each time. */
  readonly burst?: number;
  /** Origins, called in turn. */
  readonly upstreams?: readonly string[];
  /** One client for each upstream, instead of one for all. */
  readonly clientEach?: boolean;
  readonly untilMs: number;
}

export const ONE_UPSTREAM: readonly string[] = ['http://api.test'];

/** The calls of a run, filled as they are made. */
export class Trace {
  readonly calls: Ended[] = [];
  #callers: number;
  #pending = 0;

  constructor(traffic: Traffic, create: () => ClientFetch) {
    const { clients, rate, burst = 1, upstreams = ONE_UPSTREAM, untilMs } = traffic;
    const periodMs = 1_000 / rate;
    this.#callers = clients;
    for (let client = 0; client < clients; client++) {
      const fetches = traffic.clientEach ? upstreams.map(create) : [create()];
      const phaseMs = (client * periodMs) / clients;
      const turn = (n: number) => {
        for (let shot = 0; shot < burst; shot++) {
          const upstream = this.calls.length % upstreams.length;
          this.#call(fetches[upstream % fetches.length] as ClientFetch, upstreams[upstream] as string);
        }
        const next = Math.round(phaseMs + (n + 1) * periodMs);
        if (next < untilMs) setTimeout(turn, next - now(), n + 1);
        else this.#callers--;
      };
      setTimeout(turn, Math.round(phaseMs), 0);
    }
  }

  /** Every call has been made, and has settled. */
  get over(): boolean {
    return this.#callers + this.#pending === 0;
  }

  #call(fetch: ClientFetch, upstream: string): void {
    const ended: Ended = { startedAt: now(), endedAt: Number.POSITIVE_INFINITY, ok: false, upstream };
    const id = this.calls.push(ended) - 1;
    this.#pending++;
    const settle = (ok: boolean) => {
      this.#pending--;
      ended.endedAt = now();
      ended.ok = ok;
    };
    fetch(`${upstream}/${id}`).then(
      ({ status }) => settle(status >= 200 && status < 300),
      () => settle(false),
    );
  }
}
