/** Why a target is missed, by the words of its row. The first match is shown in the table of missed targets. */
const REASONS: readonly (readonly [row: RegExp, reason: string])[] = [
  [
    /^C2.*100 processes.*requests per call/,
    'Each process detects the outage by itself and then probes every few seconds. [Fewer probes](../../docs/benchmarks.md#trade-offs) would mean a later recovery.',
  ],
  [
    /^C2.*hang.*requests per call/,
    'There is no time limit by default, because a silent service may only be slow. [Ending silent calls](../../docs/benchmarks.md#trade-offs) would hardly send fewer requests.',
  ],
  [/^C2.*hang.*failure after/, 'There is no time limit by default, so a silent call is not ended.'],
  [
    /^C5.*wrong bytes/,
    'The fetch of Node 20 reports such a body as complete, and we pass its body on. Node 22 and 24 report the error.',
  ],
  [/^C7.*exit/, 'Node takes that long to exit an idle process: the control, a timer alone, takes no less.'],
  [/^C2.*recovery/, 'A call that waits between two probes notices the recovery at the next one.'],
  [/^C2.*peak/, 'Calls that waited go out together with the new ones.'],
  [/^C3/, 'When a server says when to come back, all waiting calls come back then.'],
  [/success/, 'When almost everything fails, it looks like an outage, and waiting calls are not sent.'],
  [
    /^added time, no hedging/,
    'Each call reads the clock twice and is recorded with its upstream. cockatiel has one breaker for all calls and does not read the clock while calls succeed.',
  ],
  [/^added time, defaults/, 'Hedging needs a signal to end the attempt that loses. cockatiel does not hedge.'],
  [/^bytes allocated/, 'The state of a call is kept until it settles: its body, its signal, its attempts.'],
  [
    /^processor time|^the same, many at once/,
    'Without hedging, ours is within the measurement error. With hedging, the inner fetch gets a signal, which costs bare fetch as much. The control is bare fetch once more.',
  ],
  [/^bytes per upstream/, 'Each upstream has its own circuit, budget, queue and record of failing requests.'],
  [
    /brotli|size|entry point|core|alone/i,
    'Most of it is our own code: waiting, retries beside each other, routes and events. opossum and p-retry take 1.5 kB of it.',
  ],
];

export function reasonFor(row: string): string {
  return REASONS.find(([pattern]) => pattern.test(row))?.[1] ?? 'Not explained yet.';
}
