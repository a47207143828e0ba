/** Why a target is missed, by the words of its row. The first that fits; the table of missed targets shows it. */
const REASONS: readonly (readonly [row: RegExp, reason: string])[] = [
  [
    /^C2.*100 processes.*requests per call/,
    'Each process has to find out for itself, and then looks again every few seconds. [Fewer looks](#what-cannot-be-had-together) would mean a later recovery, and a person would wait for it.',
  ],
  [
    /^C2.*hang.*requests per call/,
    'There is no time limit, because silence does not tell a dead service from a slow one. Calls go out, and get their answers late; [ending them](#what-cannot-be-had-together) would hardly send less.',
  ],
  [/^C2.*hang.*told of failure/, 'There is no time limit, so a silent call is not given up.'],
  [
    /^C5.*wrong bytes/,
    'The fetch of Node 20 takes such a body for a whole one, and we hand on its body as it is. Newer ones tell.',
  ],
  [
    /^C7.*exit/,
    'Node takes that long to end a process that has nothing to do any more: the control, a timer alone, takes no less.',
  ],
  [/^C2.*recovery/, 'Whoever waits between two looks notices later that the upstream is back.'],
  [/^C2.*peak/, 'Calls that waited go out together with the new ones.'],
  [/^C3/, 'A server that says when to come back is asked then, by all who waited.'],
  [
    /success/,
    'When almost everything fails, it cannot be told from an outage, and calls that wait do not try their luck.',
  ],
  [
    /^added time, no hedging/,
    'A call looks at the clock twice, and is entered in the books of its upstream. The peer of this target has one breaker for all calls, and no need for the time while all is well.',
  ],
  [
    /^added time, defaults/,
    'A second attempt beside a silent first one needs a signal that ends the one that loses. The peer of this target has none.',
  ],
  [/^bytes allocated/, 'What is known of a call is kept until it settles: its body, its signal, its attempts.'],
  [
    /^processor time|^the same, many at once/,
    'Without hedging ours is within the error of the measurement. With it the inner fetch gets a signal to listen to, which costs bare fetch as much. The control is bare fetch once more.',
  ],
  [/^bytes per upstream/, 'An upstream has a circuit, a budget, a queue and a memory of failing requests of its own.'],
  [
    /brotli|size|entry point|core/i,
    'Most of it is our own code: what answers prove, when to wait and what is told. opossum and p-retry are the smaller part.',
  ],
];

export function reasonFor(row: string): string {
  return REASONS.find(([pattern]) => pattern.test(row))?.[1] ?? 'Not explained yet.';
}
