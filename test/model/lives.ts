import fc from 'fast-check';
import { type Act, type Life, MOODS, POLICIES, type Reaction } from './run.ts';

const act: fc.Arbitrary<Act> = fc.record({
  afterMs: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 3, 40) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 2_500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 30_000 }) },
  ),
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('call' as const) },
    { weight: 4, arbitrary: fc.constant('world' as const) },
    fc.constantFrom(
      'abort',
      'time out',
      'cancel',
      'retry now',
      'retry now',
      'isolate',
      'release',
      'network',
      'jump',
      'warm up',
    ),
  ),
  upstream: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
  route: fc.constantFrom('a', 'b'),
  id: fc.nat({ max: 4 }),
  method: fc.oneof({ weight: 3, arbitrary: fc.constant('GET' as const) }, fc.constantFrom('PUT', 'POST')),
  options: fc.oneof(
    { weight: 6, arbitrary: fc.constant('none' as const) },
    fc.constantFrom('once', 'twice', 'attemptMs', 'totalMs', 'idempotent', 'once only', 'no circuit', 'user'),
  ),
  world: fc.constantFrom(...MOODS),
  latencyMs: fc.constantFrom(1, 7, 430, 1_370, 6_210, 20_110),
});

const reaction: fc.Arbitrary<Reaction> = fc.record({
  to: fc.constantFrom(
    'call.started',
    'attempt.started',
    'attempt.ended',
    'retry.scheduled',
    'call.waiting',
    'call.settled',
  ),
  what: fc.constantFrom('call', 'cancel', 'retry now', 'abort', 'isolate', 'unsubscribe', 'throw', 'reject'),
  times: fc.integer({ min: 1, max: 3 }),
});

export const life: fc.Arbitrary<Life> = fc.record({
  acts: fc.array(act, { minLength: 3, maxLength: 24 }),
  reactions: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(reaction, { maxLength: 2 })),
  policy: fc.constantFrom(...(Object.keys(POLICIES) as (keyof typeof POLICIES)[])),
  seed: fc.integer(),
});
