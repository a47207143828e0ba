import type { Notice, NoticeCause, NoticeCircumstance, NoticePhase } from './notice.ts';
import { originOf, temporaryOf } from './origins.ts';

/** Noon in summer, where nobody has another day. */
export const NOON = Date.UTC(2026, 6, 1, 12);

const OUTAGES = [
  'bad-gateway',
  'unavailable',
  'unavailable-until',
  'gateway-timeout',
  'server-error',
  'rate-limited',
  'timeout',
  'network',
] as const;
const REFUSALS = ['not-found', 'gone', 'signed-out', 'forbidden', 'rejected'] as const;
export const CAUSES = [...OUTAGES, ...REFUSALS, 'offline', 'slow', 'many', 'stopped'] as const;

const SURFACES = ['app', 'inline', 'playback'] as const;

const SCOPES = {
  upstream: { kind: 'upstream', key: '1' },
  many: { kind: 'many', keys: ['1', '2', '3'] },
  device: { kind: 'device' },
  request: { kind: 'request', key: '1' },
} as const satisfies Record<Notice['scope']['kind'], Notice['scope']>;

interface Situation {
  readonly kind: Notice['scope']['kind'];
  readonly phases: readonly NoticePhase[];
  readonly causes: readonly NoticeCause[];
  readonly effects?: readonly Notice['effect'][];
}

/** What goes together. A device is never paused, several upstreams never fail as one, and only what was refused has an owner. */
const SITUATIONS: readonly Situation[] = [
  { kind: 'upstream', phases: ['slow'], causes: ['slow'] },
  { kind: 'upstream', phases: ['waiting', 'retrying', 'paused', 'recovered'], causes: OUTAGES },
  {
    kind: 'upstream',
    phases: ['failed'],
    causes: [...OUTAGES, 'offline', 'stopped'],
    effects: ['none', 'repeat-safe', 'unknown'],
  },
  { kind: 'many', phases: ['slow', 'waiting', 'retrying', 'paused', 'recovered'], causes: ['many'] },
  { kind: 'device', phases: ['waiting', 'retrying', 'recovered', 'failed'], causes: ['network'] },
  { kind: 'device', phases: ['offline', 'retrying', 'recovered', 'failed'], causes: ['offline'] },
  { kind: 'device', phases: ['failed'], causes: ['stopped'] },
  { kind: 'request', phases: ['failed'], causes: REFUSALS },
  { kind: 'request', phases: ['failed'], causes: OUTAGES, effects: ['unknown'] },
];

/** A notice as the center would make it, with defaults for what does not matter. */
export function noticeOf(own: Partial<Notice> = {}): Notice {
  const { phase = 'waiting', cause = 'bad-gateway', scope = SCOPES.upstream } = own;
  return {
    id: 'steady:1',
    incident: 1,
    revision: 1,
    announcements: 1,
    scope,
    phase,
    cause,
    origin: scope.kind === 'device' && cause === 'network' ? 'connection' : originOf(cause),
    temporary: temporaryOf(cause),
    effect: 'none',
    importance: 'user',
    surface: 'app',
    circumstances: [],
    affected: [],
    others: 0,
    counts: { waiting: phase === 'failed' || phase === 'recovered' ? 0 : 1, finished: 0, failed: 0 },
    attempts: 3,
    since: NOON,
    elapsedMs: 20_000,
    actions: ['dismiss'],
    busy: false,
    ...own,
  };
}

/** Every notice that there can be, as far as words go; what changes little is varied at random, though always alike. */
export function* everyNotice(): Generator<Notice> {
  const random = chance();
  const either = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  for (const { kind, phases, causes, effects = ['none' as const] } of SITUATIONS) {
    for (const [phase, cause, effect, surface] of product(phases, causes, effects, SURFACES)) {
      for (const [circumstances, detail] of product(circumstancesIn(phase, cause), detailsIn(phase))) {
        const scope = SCOPES[kind];
        const isNamed = kind === 'upstream' || kind === 'request';
        const affected = either([], ['Invoices'], ['Invoices', 'Profile photo', 'Music']);
        const isBusy = phase === 'retrying' && either(true, false);
        yield noticeOf({
          ...{ scope, phase, cause, effect, surface, circumstances, affected },
          others: kind === 'many' && affected.length === 0 ? either(1, 3) : affected.length === 3 ? either(0, 1, 2) : 0,
          elapsedMs: circumstances.includes('long-outage') ? either(130_000, 7_200_000) : either(0, 1_000, 20_000),
          busy: isBusy,
          actions: either<Notice['actions']>(['dismiss'], ['retry-now', 'cancel', 'dismiss']),
          ...(isNamed ? either({}, { label: 'Photos' }, { label: 'The shop' }) : {}),
          ...(isNamed && (phase === 'slow' || phase === 'failed') ? either({}, { write: true }) : {}),
          ...either({}, { status: 502 }, { status: 502, reference: 'cf-ray:8f2c-FRA' }),
          ...detail,
        });
      }
    }
  }
}

function circumstancesIn(phase: NoticePhase, cause: NoticeCause): readonly (readonly NoticeCircumstance[])[] {
  const isLive = phase !== 'failed' && phase !== 'recovered';
  const isSuspect = cause === 'slow' || cause === 'network' || cause === 'timeout';
  return [
    ...product(
      isLive && isSuspect ? [[], ['slow-connection' as const]] : [[]],
      isLive && cause !== 'many' ? [[], ['flapping' as const]] : [[]],
      isLive && phase !== 'slow' ? [[], ['long-outage' as const]] : [[]],
      [[], ['work-kept' as const]],
    ),
  ].map((each) => each.flat());
}

function detailsIn(phase: NoticePhase): readonly Partial<Notice>[] {
  const counts = { waiting: 0, finished: 2, failed: 0 };
  switch (phase) {
    case 'waiting':
    case 'paused':
      return [undefined, 5_000, 30_000, 600_000, 7_200_000].flatMap((waitMs) =>
        [1, 3].map((waiting) => ({
          counts: { ...counts, waiting },
          ...(waitMs === undefined ? {} : { waitMs, nextAttemptAt: NOON + waitMs }),
        })),
      );
    case 'recovered':
      return [0, 1, 3].map((failed) => ({ counts: { ...counts, failed } }));
    case 'failed':
      return [0, 1, 3].flatMap((attempts) => [
        { attempts, counts: { ...counts, failed: 1 } },
        { attempts: 0, counts: { ...counts, failed: 1 }, unsent: true },
        { attempts, counts: { ...counts, failed: 4 }, retryAfterUntil: NOON + 10 * 3_600_000 },
        { attempts, counts: { ...counts, failed: 1 }, retryAfterUntil: NOON - 1 },
      ]);
    default:
      return [{ counts: { ...counts, waiting: 1 } }, { counts: { ...counts, waiting: 3 } }];
  }
}

/** A small generator (a linear congruence), always alike. */
function chance(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One of each, in all ways. */
function* product<Lists extends readonly (readonly unknown[])[]>(
  ...[first, ...others]: Lists
): Generator<{ [Index in keyof Lists]: Lists[Index][number] }> {
  type Row = { [Index in keyof Lists]: Lists[Index][number] };
  if (first === undefined) {
    yield [] as unknown as Row;
    return;
  }
  for (const one of first) for (const rest of product(...others)) yield [one, ...rest] as unknown as Row;
}
