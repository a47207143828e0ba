/** What becomes of one request. */
export type Fate =
  | { readonly kind: 'answer'; readonly status: number; readonly afterMs: number; readonly retryAfter?: number }
  | { readonly kind: 'refused' }
  | { readonly kind: 'hang' };

export interface Arrival {
  readonly at: number;
  readonly origin: string;
  readonly call: number;
  /** The first request of a call is 1. */
  readonly attempt: number;
  /** In [0, 1), the same for every contender. */
  readonly luck: number;
}

export type Server = (arrival: Arrival) => Fate;

/** How long a failure takes to be reported. */
export const FAILURE_MS = 5;

export const BAD_GATEWAY: Fate = { kind: 'answer', status: 502, afterMs: FAILURE_MS };
export const REFUSED: Fate = { kind: 'refused' };
export const HANG: Fate = { kind: 'hang' };
/** A healthy answer takes 15 to 45 ms. */
export const healthy = ({ luck }: Arrival): Fate => ({
  kind: 'answer',
  status: 200,
  afterMs: 15 + Math.floor(((luck * 997) % 1) * 30),
});
