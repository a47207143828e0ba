import type { Context } from '../call/context.ts';
import type { HeldBody } from '../model/outcome.ts';
import { NOTHING } from '../platform/abort-signals.ts';
import { cancelBody, cancelQuietly, hasOpenBody, type NodeStream } from '../platform/body-streams.ts';
import { clonesLoseBodies } from '../platform/runtime.ts';
import type { Timed } from '../platform/timeouts.ts';

/** More than this is not worth reading for the sake of a connection. */
const MAX_DRAIN_BYTES = 1024 * 1024;
/** Nor is it worth waiting longer than this for the end of an error page. */
const MAX_DRAIN_MS = 1_000;
/**
 * Nor are more chunks: while an app's tests fake `queueMicrotask`, Node's bodies made of strings have no end.
 */
const MAX_CHUNKS = 100;
/** Of an error page, the beginning is enough to know who wrote it; Cloudflare's, of 7 kB, names its request at the end. */
const PEEK_BYTES = 8 * 1024;
/** What a gateway writes itself comes at once. More is not worth keeping a failed call waiting for. */
const PEEK_MS = 100;

/**
 * A failed response, of which we read the body while the caller may get it too.
 *
 * The caller gets the clone, and we read the engine's own: Node 20 and 22 cancel the engine's own body when the call is aborted, and the
 * caller would find it used up, or a rejection would go unhandled. The clone is ended as it would be without us.
 */
export class SharedBody implements HeldBody, Timed {
  /** For the caller. */
  readonly response: Response;
  before: Timed | undefined = undefined;
  after: Timed | undefined = undefined;
  dueAt = 0;
  expire: () => void = NOTHING;
  readonly #context: Context;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #abort: (() => void) | undefined;
  #text = '';
  #bytes = 0;
  #chunks = 0;
  #isDone = false;
  #pump: Promise<void> | undefined;
  #limit = PEEK_BYTES;

  /** `undefined` where there is no body, or none that can be shared. */
  static of(context: Context, response: Response, abort: (() => void) | undefined): SharedBody | undefined {
    if (!hasOpenBody(response) || clonesLoseBodies()) return undefined;
    try {
      return new SharedBody(context, response.clone(), response.body.getReader(), abort);
    } catch {
      // A mock or a polyfill that cannot be cloned.
      return undefined;
    }
  }

  private constructor(
    context: Context,
    response: Response,
    reader: ReadableStreamDefaultReader<Uint8Array>,
    abort: (() => void) | undefined,
  ) {
    this.#context = context;
    this.response = response;
    this.#reader = reader;
    this.#abort = abort;
  }

  /** The beginning of the body as text, or as much of it as comes in time. */
  async peek(signal: AbortSignal | undefined): Promise<string> {
    const { signals, timeouts } = this.#context;
    let stopListening = NOTHING;
    await new Promise<void>((resolve) => {
      void this.#read(PEEK_BYTES).then(resolve);
      this.#expireAfter(PEEK_MS, resolve);
      stopListening = signals.when(signal, resolve);
    });
    stopListening();
    timeouts.remove(this);
    return this.#text;
  }

  release(): void {
    if (this.#isDone) return;
    const giveUp = () => {
      this.#context.timeouts.remove(this);
      if (!this.#isDone) this.#giveUp();
    };
    this.#expireAfter(MAX_DRAIN_MS, giveUp);
    void this.#read(MAX_DRAIN_BYTES).then(giveUp);
  }

  discard(): void {
    if (!this.#isDone) this.#cancel();
  }

  handOver(): void {
    // What we do not read is not kept for us, either.
    this.#stopReading();
  }

  /** Whatever the caller still reads of it will break off: an open error page must not hold a connection for ever. */
  #giveUp(): void {
    if (this.#abort === undefined) this.#cancel();
    else this.#abort();
  }

  #cancel(): void {
    this.#isDone = true;
    this.#stopReading();
    cancelBody(this.response);
  }

  #stopReading(): void {
    cancelQuietly(this.#reader);
  }

  /** By the timer that all attempts share: a timer for each failed response would cost more than its bytes. */
  #expireAfter(ms: number, expire: () => void): void {
    const { clock, timeouts } = this.#context;
    this.dueAt = clock.now() + ms;
    this.expire = expire;
    timeouts.add(this);
  }

  /** Reads until so many bytes have been read, or the end. */
  #read(limit: number): Promise<void> {
    this.#limit = Math.max(this.#limit, limit);
    this.#pump ??= this.#readOn().then(() => {
      this.#pump = undefined;
    });
    return this.#pump.then(() => (this.#isEnough(limit) ? undefined : this.#read(limit)));
  }

  #isEnough(limit: number): boolean {
    return this.#isDone || this.#bytes >= limit || this.#chunks >= MAX_CHUNKS;
  }

  async #readOn(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      while (!this.#isEnough(this.#limit)) {
        this.#chunks++;
        const { done, value } = await this.#reader.read();
        if (done) {
          this.#isDone = true;
          return;
        }
        if (this.#bytes < PEEK_BYTES) {
          this.#text += decoder.decode(value.subarray(0, PEEK_BYTES - this.#bytes), { stream: true });
        }
        this.#bytes += value.byteLength;
      }
    } catch {
      // A body that breaks off tells that to the reader of the caller's response. Some engines have no TextDecoder.
      this.#isDone = true;
    }
  }
}

/** A failed response whose body is a stream of Node's: one that is never read keeps its connection. */
export class NodeBody implements HeldBody {
  readonly #context: Context;
  readonly #body: NodeStream;
  readonly #abort: (() => void) | undefined;

  constructor(context: Context, body: NodeStream, abort: (() => void) | undefined) {
    this.#context = context;
    this.#body = body;
    this.#abort = abort;
  }

  /** The caller may get it yet, and it can be read only once. */
  release(): void {}

  discard(): void {
    this.#body.on('error', NOTHING);
    if (this.#abort !== undefined) {
      this.#abort();
      return;
    }
    // Without a signal of ours, node-fetch 2 frees its connection only at the end of the body.
    this.#body.resume();
    const giveUp = () => this.#body.destroy();
    this.#context.clock.sleep(MAX_DRAIN_MS, undefined, { ref: false }).then(giveUp, giveUp);
  }

  handOver(): void {}
}

/** Lets go of a response that will not be read. */
export function discard({ signals }: Context, response: Response, body?: HeldBody): void {
  if (typeof response !== 'object' || response === null) return;
  signals.unfollow(response);
  if (body !== undefined) body.discard();
  else cancelBody(response);
}
