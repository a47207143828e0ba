import type { Fault, Reached } from './verdict.ts';

/** What can be known of the request. Everything is optional; the more there is, the more a verdict can say. */
export interface ClassifyContext {
  /** The request's absolute URL. Without it, no error proves that nothing was sent. */
  readonly url?: string;
  /** `RequestInit.redirect`, by default `follow`. */
  readonly redirect?: string;
  /** The request's `Accept`. Who asked for JSON and gets a page has met a gateway. */
  readonly accept?: string;
  /** The caller's own signal. Once it has aborted, that is the verdict. */
  readonly signal?: AbortSignal | null;
  /** Epoch ms, for HTTP dates of responses that do not tell their own `Date`. */
  readonly now?: number;
  /** The beginning of a failed response's body. Many gateways sign nothing else. */
  readonly bodyPeek?: string;
  /** `Proxy-Status` names whose word may permit sending a non-idempotent request again. */
  readonly trustedProxies?: readonly string[];
  /** A header of this upstream that asks for a wait; it is read before `Retry-After`. */
  readonly retryAfterHeader?: string | undefined;
  /**
   * Does the engine send requests again by itself, as browsers, Deno and Bun do when a connection breaks?
   * Then an answer that proves one copy unsent proves nothing of the others.
   *
   * @defaultValue false
   */
  readonly engineResends?: boolean;
}

/** As much of a `Response` as is looked at, so that those of other realms and polyfills count. */
export type ResponseLike = Pick<Response, 'status'> & {
  readonly headers: Pick<Headers, 'get'>;
  readonly type?: unknown;
  readonly redirected?: unknown;
};

/** What one part of an answer says about it. What it does not know it leaves out. */
export interface Reading {
  readonly reached?: Reached;
  readonly fault?: Fault;
  readonly gateway?: string;
  /** `true` where sending the same again will not help. That a failure will pass is for its status to say. */
  readonly lasting?: boolean;
  /** How long it asks us to wait, in ms. */
  readonly retryAfterMs?: number;
  readonly evidence: readonly string[];
}

/** A wait that an answer asks for. */
export interface AskedWait {
  readonly ms: number;
  readonly evidence: string;
}

/** What a failed answer says beyond its status. */
export interface AnswerReading extends Omit<Reading, 'lasting' | 'retryAfterMs'> {
  /** Will it pass? `undefined` leaves that to the status. */
  readonly transient?: boolean;
  readonly wait?: AskedWait | undefined;
}

/** What an error tells about a request that got no response. */
export interface ErrorReading {
  readonly reached: Reached;
  readonly transient: boolean;
  readonly fault: Fault;
  /** `code:ECONNREFUSED`, `address:other`, `fetch:bad-port`, `body:cut`, `network:opaque`, or `network:unknown`. */
  readonly evidence: readonly string[];
}

/**
 * Reads all that answers and errors say beyond a status: signatures of gateways, `Proxy-Status`, rate limits, the error codes of Node,
 * request ids. A part of its own, because it weighs as much as a third of the rest, and a browser can seldom read what it reads.
 */
export interface Evidence {
  readAnswer(response: ResponseLike, context: ClassifyContext): AnswerReading;
  readError(error: unknown, context: ClassifyContext): ErrorReading;
  /** The request ids of a failed response, as `name:value`. */
  supportIds(headers: Pick<Headers, 'get'>, bodyPeek: string): readonly string[];
}

/** Told by shape: it may come from another copy of the library. */
export const isEvidence = (value: unknown): value is Evidence =>
  typeof (value as Partial<Evidence> | null | undefined)?.readAnswer === 'function';
