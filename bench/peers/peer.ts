/** As the library's own readme sets it up, or with the numbers of `tuning.ts`, the same for every peer. */
export type Setup = 'shipped' | 'tuned';

export type FetchLike = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** What every peer's answer has in common with a `Response`. */
export interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly headers: { get(name: string): string | null };
  readonly body: ReadableStream<Uint8Array> | null;
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** One call through a peer. It resolves or rejects as the peer does: an answer above 399 may be either. */
export type Call = (url: string, init?: RequestInit) => Promise<Answer>;

/**
 * One library, behind one face. A client is one upstream's: where a library has a breaker it is made once per client,
 * as the libraries' readmes have it, so a caller of several upstreams makes a client for each, or says that it did not.
 * Nothing is made, and no timer started, before a client is asked for.
 */
export interface Peer {
  readonly name: string;
  readonly version: string;
  /** What runs in each setup, in a line. */
  readonly setups: Readonly<Record<Setup, string>>;
  readonly breaker: boolean;
  /** What a reader of the tables has to know. */
  readonly caveats: readonly string[];
  /** A client that sends through the given fetch. Absent where a library takes none; a caveat says why. */
  readonly over?: (fetch: FetchLike, setup: Setup) => Call;
  /** A client on the transport that the library has by default, in Node. */
  readonly alone: (setup: Setup) => Call;
}
