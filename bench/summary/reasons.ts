/** Why a target is missed, by the words of its row. The first that fits; the table of missed targets shows it. */
const REASONS: readonly (readonly [row: RegExp, reason: string])[] = [
  [
    /^C2.*100 processes.*requests per call/,
    'Each process has to find out for itself, and then looks again every few seconds. Fewer looks would mean a later recovery, and a person would wait for it.',
  ],
  [
    /^C2.*hang.*requests per call/,
    'Silence is only known for a failure when the time for an attempt is up. Until then calls go out.',
  ],
  [
    /^C2.*hang.*told of failure/,
    'The time for an attempt has to pass first, and then the wait for an upstream that is away.',
  ],
  [
    /^C5.*wrong bytes/,
    'The fetch of Node 20 takes such a body for a whole one, and we hand on its body as it is. Newer ones tell.',
  ],
  [/^C2.*recovery/, 'Whoever waits between two looks notices later that the upstream is back.'],
  [/^C2.*peak/, 'Calls that waited go out together with the new ones.'],
  [/^C3/, 'A server that says when to come back is asked then, by everybody who waited.'],
  [
    /success/,
    'When almost everything fails, it cannot be told from an outage, and calls that wait do not try their luck.',
  ],
  [
    /^added time, no timeout/,
    'A call looks at the clock twice, and is entered in the books of its upstream. The peer of this target has one breaker for all calls, and no need for the time while all is well.',
  ],
  [
    /^added time, default timeouts/,
    'A time limit needs a signal that can end the attempt. The peer of this target sets no time limit.',
  ],
  [/^bytes allocated/, 'What is known of a call is kept until it settles: its body, its signal, its attempts.'],
  [
    /^processor time|^the same, many at once/,
    'Without time limits ours is within the error of the measurement. With them the inner fetch gets a signal to listen to, which costs bare fetch as much. The control is bare fetch once more.',
  ],
  [/^bytes per upstream/, 'An upstream has a circuit, a window of results, a budget and a waiting room of its own.'],
  [
    /brotli|size|entry point|core/i,
    'Most of it is our own code: what answers prove, when to wait and what is told. opossum and p-retry are the smaller part.',
  ],
];

export function reasonFor(row: string): string {
  return REASONS.find(([pattern]) => pattern.test(row))?.[1] ?? 'Not explained yet.';
}
