/**
 * Numbers of the policy that are no options, because an app would not know how to set them. Benchmarks vary them.
 * `docs/circuit.md` explains the policy; `npm run bench:faults` and `npm run bench:harm` measure it.
 */
export interface Tuning {
  /** Upstreams remembered at most. The least recently used idle one is forgotten first. */
  readonly maxUpstreams: number;
  /** A circuit opens only if there was no success for so long, in ms: shorter gaps are blips. */
  readonly quietMs: number;
  /** How unlikely a run of failures must be, given how this upstream has behaved, to count as an outage. */
  readonly significance: number;
  /** After so many failures in a row retries wait for a sign of life instead of backing off. */
  readonly pauseAfter: number;
  /** From the last attempt to the first probe, in ms: most blips are over by then. */
  readonly firstProbeMs: number;
  /** Each interval between probes is drawn from ± this share, so that many clients do not probe in step. */
  readonly probeJitter: number;
  /** A probe is also due when so many calls have arrived since the last one: the rate of probes follows the traffic. */
  readonly probeEveryCalls: number;
  /** A route fails as a whole when so many different requests of it have failed and none succeeded. */
  readonly wholeAfter: number;
  /** A request or a route that fails so often in a row, while others of the same upstream succeed, is not sent again. */
  readonly hopelessAfter: number;
  /** And for so long, in ms. */
  readonly hopelessAfterMs: number;
  /** Failing requests remembered per upstream. */
  readonly maxFailing: number;
  /** A failing request is forgotten after so long without another failure, in ms. */
  readonly rememberFailingMs: number;
  /** Successes after which the usual latency of an upstream is known well enough for silence to mean something. */
  readonly silenceNeedsSuccesses: number;
  /** So long after the beginning of a call nothing is sent again, in ms. What is under way is never cut. */
  readonly retryWindowMs: number;
  /** How long a retry waits for the network to return, in ms. */
  readonly maxOfflineMs: number;
}

export const TUNING: Tuning = Object.freeze({
  maxUpstreams: 1_000,
  quietMs: 1_000,
  significance: 1e-5,
  pauseAfter: 2,
  firstProbeMs: 500,
  probeJitter: 0.1,
  probeEveryCalls: 8,
  wholeAfter: 4,
  hopelessAfter: 4,
  hopelessAfterMs: 5_000,
  maxFailing: 256,
  rememberFailingMs: 60_000,
  silenceNeedsSuccesses: 10,
  retryWindowMs: 60_000,
  maxOfflineMs: 60_000,
});
