/** How the wait of the calls ends: the upstream is back, they have waited as long as they may, or the app stops them. */
export type Ending = 'served' | 'refused' | 'cancelled';

export interface Play {
  readonly calls: number;
  /** How many calls may wait at a time. */
  readonly room: number;
  readonly ending: Ending;
  /** Over so long the calls come, evenly. */
  readonly arriveMs: number;
  /** From the first call until the upstream is back. */
  readonly downMs: number;
  /** It is measured at least so long. */
  readonly lengthMs: number;
}

export interface Played {
  /** Of the processor, per call, without what the measurement itself takes. */
  readonly cpuUs: number;
  /** The longest stall of the event loop. */
  readonly stallMs: number;
  /** Calls that waited at once, at most. */
  readonly waiting: number;
  readonly served: number;
  readonly failed: number;
  readonly refused: number;
}
