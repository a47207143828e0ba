import type { SteadyOptions } from '../../dist/index.js';
import { DEFAULTS } from '../../src/defaults.ts';
import type { Edit } from './build.ts';

/** A policy that differs from the shipped one in one thing. */
export interface Change {
  readonly name: string;
  readonly options?: SteadyOptions;
  readonly edits?: readonly Edit[];
}

/** One parameter over several values, the shipped one among them. */
export interface Sweep {
  readonly parameter: string;
  readonly shipped: number;
  readonly values: readonly { readonly value: number; readonly options: SteadyOptions }[];
}

const { circuit, budget, timeout, retry } = DEFAULTS;

const sweep = (
  parameter: string,
  shipped: number,
  others: readonly number[],
  optionsOf: (value: number) => SteadyOptions,
): Sweep => ({
  parameter,
  shipped,
  values: [...others, shipped].sort((a, b) => a - b).map((value) => ({ value, options: optionsOf(value) })),
});

const ofCircuit = (key: keyof typeof circuit, others: readonly number[]): Sweep =>
  sweep(`circuit.${key}`, circuit[key], others, (value) => ({ circuit: { [key]: value } }));
const ofBudget = (key: keyof typeof budget, others: readonly number[]): Sweep =>
  sweep(`budget.${key}`, budget[key], others, (value) => ({ budget: { [key]: value } }));

/** No call waits less than the longest interval, or it would leave without having heard of a probe. */
const reach = (maxOpenMs: number): number => Math.max(circuit.maxWaitMs, maxOpenMs * (1 + circuit.jitter));

export const SWEEPS: readonly Sweep[] = [
  sweep('circuit.maxOpenMs', circuit.maxOpenMs, [1_000, 2_000, 8_000], (maxOpenMs) => ({
    circuit: { maxOpenMs, maxWaitMs: reach(maxOpenMs), openMs: Math.min(circuit.openMs, maxOpenMs) },
  })),
  sweep('circuit.maxWaitMs', circuit.maxWaitMs, [0, 4_500, 10_000], (maxWaitMs) => ({ circuit: { maxWaitMs } })),
  sweep('timeout.attemptMs', timeout.attemptMs, [8_000, 10_000, 15_000, 20_000], (attemptMs) => ({
    timeout: { attemptMs },
  })),
  ofCircuit('releaseRatio', [0.2, 0.7, 0.95]),
  ofBudget('perSuccess', [0, 0.1, 0.4]),
  ofCircuit('surprise', [1e-10, 1e-3]),
  ofCircuit('openMs', [500, 2_000]),
  ofCircuit('growth', [1, 4]),
  ofCircuit('quietMs', [250, 2_000]),
  ofCircuit('failureRatio', [0.5, 0.9, 1]),
  ofCircuit('minProbeMs', [100, 1_000]),
  ofCircuit('probeEveryCalls', [2, 1_000]),
  ofCircuit('jitter', [0]),
  ofBudget('initial', [0, 50]),
  ofBudget('capacity', [10]),
  sweep('retry.maxAttempts', retry.maxAttempts, [2, 3, 6], (maxAttempts) => ({ retry: { maxAttempts } })),
  sweep('retry.baseDelayMs', retry.baseDelayMs, [50, 1_000], (baseDelayMs) => ({ retry: { baseDelayMs } })),
];

const edit = (file: string, from: string, to: string): Edit => ({ file, from, to });

/** The policy without one of its rules. */
export const ABLATIONS: readonly Change[] = [
  { name: 'no circuit and no waiting', options: { circuit: false } },
  { name: 'no budget', options: { budget: false } },
  { name: 'no waiting', options: { circuit: { maxWaitMs: 0 } } },
  {
    name: "without opossum's rule for sustained failure",
    options: { circuit: { failureRatio: 1 } },
  },
  {
    name: 'without the quick rule for sudden silence',
    edits: [
      edit('pipeline/circuit.ts', 'else if (this.#isSuddenSilence(now)) this.#open', 'else if (now < 0) this.#open'),
    ],
  },
  {
    name: 'a fixed number in place of surprise: 2 in a row',
    edits: [edit('rules/surprise.ts', 'Math.max(LEAST_NEEDED, needed)', 'Math.min(LEAST_NEEDED, needed + 2)')],
  },
  {
    name: 'young attempts in flight ask for nothing',
    edits: [edit('pipeline/circuit.ts', 'if (now - sentAt < quietMs) needed++;', 'void sentAt;')],
  },
  {
    name: 'an unknown upstream is taken for a good one: 2 in a row in place of 3',
    edits: [edit('rules/surprise.ts', 'INITIAL_FAILURE_RATE = 0.02', 'INITIAL_FAILURE_RATE = 0.003')],
  },
  {
    name: 'retries pause after one failure',
    edits: [edit('pipeline/circuit.ts', 'PAUSE_AFTER = 2', 'PAUSE_AFTER = 1')],
  },
  {
    name: 'retries pause after three',
    edits: [edit('pipeline/circuit.ts', 'PAUSE_AFTER = 2', 'PAUSE_AFTER = 3')],
  },
  {
    name: 'retries pause only when the run is a surprise',
    edits: [edit('pipeline/circuit.ts', 'this.#streak >= PAUSE_AFTER', 'this.#streak >= this.#needed()')],
  },
  {
    name: 'retries never pause',
    edits: [edit('pipeline/circuit.ts', 'PAUSE_AFTER = 2', 'PAUSE_AFTER = 1e9')],
  },
  {
    name: 'nobody waits without a token',
    edits: [edit('pipeline/gate.ts', 'return circuit?.silent === true &&', 'return circuit === null &&')],
  },
  {
    name: 'back-pressure is a whole failure',
    edits: [edit('pipeline/circuit.ts', "effect === 'failure' ? 1 : 0.5", '1')],
  },
  {
    name: 'back-pressure is no failure',
    edits: [
      edit(
        'pipeline/circuit.ts',
        "if (effect === 'failure' || effect === 'back-pressure') {",
        "if (effect === 'failure') {",
      ),
    ],
  },
  {
    name: 'a failed probe sends everybody away, also in a young outage',
    edits: [edit('pipeline/waiting-room.ts', 'if (outageMs < this.#circuit.options.maxWaitMs) return;', '')],
  },
  {
    name: 'a failed probe sends nobody away',
    edits: [
      edit(
        'pipeline/waiting-room.ts',
        'if (outageMs < this.#circuit.options.maxWaitMs) return;',
        'if (outageMs >= 0) return;',
      ),
    ],
  },
  {
    name: 'a silent probe is waited for',
    edits: [
      edit(
        'pipeline/circuit.ts',
        'if (!this.open || !this.#probes.isPending) return undefined;',
        'if (this) return undefined;',
      ),
    ],
  },
  {
    name: 'a silent probe holds up arrivals',
    edits: [edit('pipeline/probes.ts', 'now >= this.givenUpAt &&', 'this.#pending === undefined &&')],
  },
  {
    name: 'an attempt that was given up costs no patience',
    edits: [edit('pipeline/prepare.ts', 'call.waitedMs += call.history?.at(-1)?.elapsedMs ?? 0;', '')],
  },
  {
    name: 'an outage begins with its first failure, not with the request that failed',
    edits: [edit('pipeline/circuit.ts', 'Math.max(permit.sentAt, this.#quietSince ?? 0)', 'now')],
  },
  {
    name: 'probes of a closed circuit by their own clock, not after the last attempt',
    edits: [edit('pipeline/circuit.ts', 'if (!this.open) this.#probes.putOff(now);', '')],
  },
  {
    name: 'released by successes alone',
    edits: [edit('rules/release.ts', 'Math.max(SHORTEST_GAP_MS, windowMs / waiting)', '(1e6 + windowMs / waiting)')],
  },
  {
    name: 'released by the clock alone',
    edits: [edit('pipeline/waiting-room.ts', 'release.credit += this.#circuit.options.releaseRatio;', '')],
  },
  {
    name: 'released without the least gap of 25 ms',
    edits: [edit('rules/release.ts', 'SHORTEST_GAP_MS = 25', 'SHORTEST_GAP_MS = 1')],
  },
  {
    name: 'released over 8 s however short the outage was',
    edits: [
      edit(
        'rules/release.ts',
        'Math.max(SHORTEST_WINDOW_MS, Math.min(outageMs, 2 * maxOpenMs))',
        'Math.max(outageMs, SHORTEST_WINDOW_MS, 2 * maxOpenMs)',
      ),
    ],
  },
  {
    name: 'a success gives back one token, not all that the call took',
    edits: [edit('rules/budget.ts', 'tokens + returned + perSuccess', 'tokens + Math.min(1, returned) + perSuccess')],
  },
  {
    name: 'whoever was asked for patience comes back, whatever others were asked meanwhile',
    edits: [edit('pipeline/prepare.ts', '(asked && ms > PATIENCE_SLACK_MS)', '(asked && ms > 1e12)')],
  },
  {
    name: 'Retry-After does not move the probe',
    edits: [edit('pipeline/circuit.ts', 'if (retryAfterMs > 0) this.#probes.leaveAlone(retryAfterMs, now);', '')],
  },
];
