/** How long a call may wait where all of them may. */
export const LONG_WAIT_MS = 15_000;

/** How the wait of the calls ends: the upstream is back, they have waited as long as they may, or the app stops them. */
export type Ending = 'served' | 'refused' | 'cancelled';

export interface Play {
  readonly calls: number;
  /** How many calls may wait at a time. */
  readonly maxWaiting: number;
  readonly ending: Ending;
  /** Over so long the calls come, evenly; all in one turn of the event loop if this is 0. */
  readonly arriveMs: number;
  /** From the first call until the upstream is back. */
  readonly downMs: number;
}

export interface Played {
  /** Of the processor, per call. */
  readonly cpuUs: number;
  /** The longest turn of the event loop. */
  readonly stallMs: number;
  /** The same, without the engine's garbage collection. */
  readonly ownStallMs: number;
  /** Calls that waited at once, at most. */
  readonly waiting: number;
  readonly served: number;
  readonly failed: number;
  readonly refused: number;
}
