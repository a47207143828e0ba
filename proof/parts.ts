/** One property that is shown to hold, and what shows it. */
export interface Part {
  /** What holds, in words that end up in a table. */
  readonly property: string;
  /** A test file for vitest, or a program. */
  readonly file: string;
  /** Environment of each form: for most, how many runs. `npm test` runs the same file with what is in it. */
  readonly quick?: Readonly<Record<string, string>>;
  readonly full?: Readonly<Record<string, string>>;
  /** Arguments of a program, in each form. */
  readonly args?: { readonly quick: readonly string[]; readonly full: readonly string[] };
  /**
   * The variable that says how many runs there are. Without one, the last line of the output that begins with `runs: ` says it; where
   * there is none, each test counts as one.
   */
  readonly runs?: string;
  /** How to see one failure again. */
  readonly again?: string;
}

/** To add a proof, add one here. */
export const PARTS: readonly Part[] = [
  {
    // First, because it takes longest.
    property: 'Calls, circuit, budget and waiting do what the reference model says',
    file: 'test/model/model.test.ts',
    quick: { STEADY_MODEL_RUNS: '100000' },
    full: { STEADY_MODEL_RUNS: '100000', STEADY_MODEL_SEED: 'random' },
    runs: 'STEADY_MODEL_RUNS',
    again: 'STEADY_MODEL_RUN=seed:path npx vitest run test/model, with the seed and the path above',
  },
  {
    property: 'Any life of calls: each settles once, is sent as it was made, is reported, and leaves nothing',
    file: 'test/lives.test.ts',
    quick: { STEADY_LIVES: '300' },
    full: { STEADY_LIVES: '20000' },
    runs: 'STEADY_LIVES',
    again: 'STEADY_LIFE=seed:path npx vitest run test/lives.test.ts, with the seed and the path above',
  },
  {
    property: 'Any life of notices: what is shown is true, ends with a word, and can be read',
    file: 'test/notices/lives.test.ts',
    quick: { STEADY_LIVES: '60' },
    full: { STEADY_LIVES: '1500' },
    runs: 'STEADY_LIVES',
    again: 'STEADY_LIFE=seed:path npx vitest run test/notices/lives.test.ts, with the seed and the path above',
  },
  {
    property: 'Whatever fails or happens at any await of any scenario: one end, in time, reported, nothing left',
    file: 'test/faults/faults.test.ts',
    quick: { STEADY_FAULTS_EVERY: '3', STEADY_FAULT_PAIRS: '150' },
    full: { STEADY_FAULTS_EVERY: '1', STEADY_FAULT_PAIRS: '10000' },
    again: 'the command above, which begins with STEADY_FAULT=, and npx vitest run test/faults',
  },
  {
    property: 'Clocks that jump, stop, run late or are set: no herd, no negative wait, circuits close',
    file: 'test/clock.test.ts',
    again: 'npx vitest run test/clock.test.ts',
  },
  {
    property: 'Real servers that fail, for long, at 64 and 1000 calls at a time: memory flat, nothing left',
    file: 'proof/soak.ts',
    args: { quick: ['--seconds', '10'], full: ['--seconds', '300'] },
    again: 'node --expose-gc --import tsx proof/soak.ts --seconds 10',
  },
  {
    property: 'Each threat: hostile names, pages, keys, redirects, listeners',
    file: 'test/security/threats.test.ts',
    again: 'npx vitest run test/security/threats.test.ts',
  },
  {
    property: 'Every expression that reads outside text takes about linear time',
    file: 'test/security/regular-expressions.test.ts',
    again: 'npx vitest run test/security/regular-expressions.test.ts',
  },
  {
    property: 'Memory is bounded, however many hosts, routes and failures there are',
    file: 'test/security/growth.test.ts',
    again: 'npx vitest run test/security/growth.test.ts',
  },
];
