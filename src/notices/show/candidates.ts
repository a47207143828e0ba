import { isOfTheNetwork } from '../track/cause.ts';
import type { Member, NoticeState, Upstream } from '../track/state.ts';
import { importanceAmong, surfaceAmong } from './among.ts';
import {
  afterwards,
  type Candidate,
  type CandidateContext,
  requestCandidate,
  upstreamCandidate,
  whileItLasts,
} from './candidate.ts';
import { NOT_YET, sumUp } from './waits.ts';

/** From so many upstreams on, one notice speaks for all. */
const MANY = 3;
const MANY_ID = 'steady:many';

/** What there is to say now. `onShow`: the candidates of the notices that people see, by their ids. */
export function candidatesOf(
  state: NoticeState,
  context: CandidateContext,
  onShow: ReadonlyMap<string, Candidate>,
): readonly Candidate[] {
  const { device, deviceConcerned, offline, upstreams, requestFailures } = state;
  const all = [...upstreams]
    .filter(([, { incident, members }]) => incident.number > 0 || members.size > 0)
    .map(([name, upstream]) => upstreamCandidate(name, upstream, context));
  const failed = [...requestFailures.values()].map(requestCandidate);
  if (!deviceConcerned && device.number === 0) return [...failed, ...gathered(all, context.now, onShow.get(MANY_ID))];
  const candidate = deviceCandidate(state, context);
  const own = all.filter((each) => !isTheDevices(each, candidate, offline));
  // It takes the place of what is shown at once, which would be gone without a word otherwise.
  const takesOver = candidate.state === 'live' && all.some((each) => onShow.has(each.id) && !own.includes(each));
  const revealAt = takesOver ? Math.min(candidate.revealAt, context.now) : candidate.revealAt;
  return [...failed, { ...candidate, revealAt }, ...gathered(own, context.now, onShow.get(MANY_ID))];
}

/** The device speaks for everything that suffers from it. */
function deviceCandidate(state: NoticeState, context: CandidateContext): Candidate {
  const { device, deviceConcerned, offline, upstreams } = state;
  const troubled: Member[] = [];
  const concerned: [string, Upstream][] = [];
  for (const [name, upstream] of upstreams) {
    if (upstream.incident.since >= device.since) concerned.push([name, upstream]);
    for (const member of upstream.troubled) if (isOfTheNetwork(member.trouble?.cause)) troubled.push(member);
  }
  const parts = troubled.length > 0 ? troubled : concerned.map(([, { incident }]) => incident);
  // Once no call waits for the network nothing goes on, whatever the device says.
  const isLive = deviceConcerned && (troubled.length > 0 || device.asked);
  const sum = sumUp(troubled, undefined, context.now, context.timing);
  const content = isLive ? whileItLasts(device, sum, ALONE, context) : afterwards(device);
  // Those whose trouble is over, and whose answer is still to come.
  const left = concerned.flatMap(([, { members }]) =>
    [...members.values()].filter((each) => each.startedAt < content.endedAt),
  );
  return {
    ...content,
    ...(isLive ? {} : { counts: { ...content.counts, waiting: left.length } }),
    // The network is back, or seems to be; what was held back is on its way.
    ...(isLive && device.cause === 'offline' ? { phase: offline ? 'offline' : 'retrying', ...STEADY } : {}),
    importance: importanceAmong(parts),
    surface: surfaceAmong(parts),
    cause: content.cause === 'stopped' ? content.cause : device.cause,
    id: 'steady:device',
    scope: { kind: 'device' },
    upstreams: [...new Set([...troubled.map(({ upstream }) => upstream), ...concerned.map(([name]) => name)])],
  };
}

const ALONE = { open: false, answeringSince: undefined } as const;
const STEADY = { unsettled: false, nextAt: NOT_YET } as const;

function isTheDevices({ cause, state, since }: Candidate, device: Candidate, offline: boolean): boolean {
  // What failed before is told by its own notice.
  const isNew = state === 'live' || since >= device.since;
  if (device.state === 'live') return (isOfTheNetwork(cause) && isNew) || (offline && state === 'live');
  const isSame = isOfTheNetwork(cause) || cause === device.cause;
  return device.state === 'failed' && state === 'failed' && isSame && since >= device.since;
}

/** Three notices about three upstreams are no help to a user: they become one, which stays one until all of it is over. */
function gathered(candidates: readonly Candidate[], now: number, many: Candidate | undefined): readonly Candidate[] {
  const isIncluded = (candidate: Candidate) => many?.upstreams.includes(candidate.upstreams[0] ?? '') === true;
  const isRipe = (candidate: Candidate) =>
    candidate.state === 'live' &&
    candidate.dismissedAt < candidate.since &&
    (candidate.revealAt <= now || isIncluded(candidate));
  const live = candidates.filter(isRipe);
  if (live.length >= MANY || (many !== undefined && live.length > 0)) {
    return [
      together(live, many),
      ...candidates.filter((candidate) => !live.includes(candidate) && !isIncluded(candidate)),
    ];
  }
  const over = candidates.filter(isIncluded);
  if (many === undefined || over.length === 0 || over.some(({ state }) => state !== 'well')) return candidates;
  return [together(over, many), ...candidates.filter((candidate) => !isIncluded(candidate))];
}

function together(candidates: readonly Candidate[], before: Candidate | undefined): Candidate {
  const [first, ...others] = candidates as readonly [Candidate, ...Candidate[]];
  const sum = (count: (candidate: Candidate) => number) =>
    candidates.reduce((total, candidate) => total + count(candidate), 0);
  const least = (time: (candidate: Candidate) => number) => Math.min(...candidates.map(time));
  const soonest = others.reduce((one, other) => (other.nextAt < one.nextAt ? other : one), first);
  const phases = candidates.map(({ phase }) => phase);
  const upstreams = [
    ...new Set([...(before?.upstreams ?? []), ...candidates.flatMap((candidate) => candidate.upstreams)]),
  ];
  return {
    ...soonest,
    id: MANY_ID,
    scope: { kind: 'many', keys: upstreams.map((_, index) => String(index + 1)) },
    upstreams,
    incident: 1,
    cause: 'many',
    phase: (['paused', 'waiting', 'retrying'] as const).find((phase) => phases.includes(phase)) ?? first.phase,
    importance: importanceAmong(candidates),
    surface: surfaceAmong(candidates),
    unsettled: candidates.every(({ unsettled }) => unsettled),
    labels: [],
    missing: [],
    counts: {
      waiting: sum(({ counts }) => counts.waiting),
      finished: sum(({ counts }) => counts.finished),
      failed: sum(({ counts }) => counts.failed),
    },
    attempts: Math.max(...candidates.map(({ attempts }) => attempts)),
    since: least(({ since }) => since),
    sinceEpoch: least(({ sinceEpoch }) => sinceEpoch),
    endedAt: Math.max(...candidates.map(({ endedAt }) => endedAt)),
    status: undefined,
    reference: undefined,
    isFlapping: false,
    asked: candidates.some(({ asked }) => asked),
    isForPerson: candidates.some(({ isForPerson }) => isForPerson),
    revealAt: least(({ revealAt }) => revealAt),
    changesAt: least(({ changesAt }) => changesAt),
  };
}
