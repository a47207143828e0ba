type Start = (callback: () => void, ms?: number) => unknown;

interface Port {
  onmessage: unknown;
  postMessage(message: unknown): void;
  close(): void;
}

type Channels = new () => { readonly port1: Port; readonly port2: Port };

// Read when this module is loaded: tests fake timers later, and these have to be the real ones.
const {
  setTimeout,
  setImmediate,
  MessageChannel: Channel,
} = globalThis as unknown as {
  readonly setTimeout: Start;
  readonly setImmediate?: Start;
  readonly MessageChannel?: Channels;
};

/** Fake timers of vitest, Jest and sinon carry the clock that moves them. They may be installed before any module is loaded. */
const isReal = (start: Start | undefined): start is Start => start !== undefined && !('clock' in start);

const viaChannel = (Channel: Channels): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new Channel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

/** Resolves once everything has happened that can happen without time passing. Works with and without fake timers. */
export const settled: () => Promise<void> = isReal(setImmediate)
  ? () => new Promise((resolve) => setImmediate(resolve))
  : Channel === undefined
    ? () => new Promise((resolve) => setTimeout(resolve, 0))
    : () => viaChannel(Channel);

/** So many turns of the event loop: fetch mocks take some to answer. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await settled();
}

const TURNS_PER_MS = 20;

/** Real time, as long as real timers could be found. */
export const pause = (ms: number): Promise<void> =>
  isReal(setTimeout) ? new Promise((resolve) => setTimeout(resolve, ms)) : turns(ms * TURNS_PER_MS);
