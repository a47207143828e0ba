import { isOfTheNetwork } from '../track/cause.ts';
import type { Facts, Member, Upstream } from '../track/state.ts';
import { importanceAmong, surfaceAmong } from './among.ts';
import { afterwards, refusalScene, type Scene, type SceneContext, upstreamScene, whileItLasts } from './candidate.ts';
import { NOT_YET, sumUp } from './waits.ts';

/** From so many upstreams on, one notice speaks for all. */
const MANY = 3;
const MANY_ID = 'steady:many';

/** What there is to say now. `onShow`: the scenes of the notices that people see, by their ids. */
export function scenesOf(facts: Facts, context: SceneContext, onShow: ReadonlyMap<string, Scene>): readonly Scene[] {
  const { device, deviceConcerned, offline, upstreams, refusals } = facts;
  const all = [...upstreams]
    .filter(([, { incident, members }]) => incident.number > 0 || members.size > 0)
    .map(([name, upstream]) => upstreamScene(name, upstream, context));
  const told = [...refusals.values()].map(refusalScene);
  if (!deviceConcerned && device.number === 0) return [...told, ...gathered(all, context.now, onShow.get(MANY_ID))];
  const scene = deviceScene(facts, context);
  const own = all.filter((each) => !isTheDevices(each, scene, offline));
  // It takes the place of what is shown at once, which would be gone without a word otherwise.
  const takesOver = scene.state === 'live' && all.some((each) => onShow.has(each.id) && !own.includes(each));
  const revealAt = takesOver ? Math.min(scene.revealAt, context.now) : scene.revealAt;
  return [...told, { ...scene, revealAt }, ...gathered(own, context.now, onShow.get(MANY_ID))];
}

/** The device speaks for everything that suffers from it. */
function deviceScene(facts: Facts, context: SceneContext): Scene {
  const { device, deviceConcerned, offline, upstreams } = facts;
  const troubled: Member[] = [];
  const concerned: [string, Upstream][] = [];
  for (const [name, upstream] of upstreams) {
    if (upstream.incident.since >= device.since) concerned.push([name, upstream]);
    for (const member of upstream.troubled) if (isOfTheNetwork(member.trouble?.cause)) troubled.push(member);
  }
  const parts = troubled.length > 0 ? troubled : concerned.map(([, { incident }]) => incident);
  // Once nobody waits for the network nothing goes on, whatever the device says.
  const isLive = deviceConcerned && (troubled.length > 0 || device.asked);
  const sum = sumUp(troubled, undefined, context.now, context.timing);
  const told = isLive ? whileItLasts(device, sum, ALONE, context) : afterwards(device);
  // Those whose trouble is over, and whose answer is still to come.
  const left = concerned.flatMap(([, { members }]) =>
    [...members.values()].filter((each) => each.startedAt < told.endedAt),
  );
  return {
    ...told,
    ...(isLive ? {} : { counts: { ...told.counts, waiting: left.length } }),
    // The network is back, or seems to be; what was held back is on its way.
    ...(isLive && device.cause === 'offline' ? { phase: offline ? 'offline' : 'retrying', ...STEADY } : {}),
    importance: importanceAmong(parts),
    surface: surfaceAmong(parts),
    cause: told.cause === 'stopped' ? told.cause : device.cause,
    id: 'steady:device',
    scope: { kind: 'device' },
    upstreams: [...new Set([...troubled.map(({ upstream }) => upstream), ...concerned.map(([name]) => name)])],
  };
}

const ALONE = { open: false, answeringSince: undefined } as const;
const STEADY = { unsettled: false, nextAt: NOT_YET } as const;

function isTheDevices({ cause, state, since }: Scene, device: Scene, offline: boolean): boolean {
  // What failed before is told by its own notice.
  const isNew = state === 'live' || since >= device.since;
  if (device.state === 'live') return (isOfTheNetwork(cause) && isNew) || (offline && state === 'live');
  const isSame = isOfTheNetwork(cause) || cause === device.cause;
  return device.state === 'failed' && state === 'failed' && isSame && since >= device.since;
}

/** Three notices about three upstreams help nobody: they are told as one, which stays one until all of it is over. */
function gathered(scenes: readonly Scene[], now: number, many: Scene | undefined): readonly Scene[] {
  const isIncluded = (scene: Scene) => many?.upstreams.includes(scene.upstreams[0] ?? '') === true;
  const isRipe = (scene: Scene) =>
    scene.state === 'live' && scene.dismissedAt < scene.since && (scene.revealAt <= now || isIncluded(scene));
  const live = scenes.filter(isRipe);
  if (live.length >= MANY || (many !== undefined && live.length > 0)) {
    return [together(live, many), ...scenes.filter((scene) => !live.includes(scene) && !isIncluded(scene))];
  }
  const over = scenes.filter(isIncluded);
  if (many === undefined || over.length === 0 || over.some(({ state }) => state !== 'well')) return scenes;
  return [together(over, many), ...scenes.filter((scene) => !isIncluded(scene))];
}

function together(scenes: readonly Scene[], before: Scene | undefined): Scene {
  const [first, ...others] = scenes as readonly [Scene, ...Scene[]];
  const sum = (count: (scene: Scene) => number) => scenes.reduce((total, scene) => total + count(scene), 0);
  const least = (time: (scene: Scene) => number) => Math.min(...scenes.map(time));
  const soonest = others.reduce((one, other) => (other.nextAt < one.nextAt ? other : one), first);
  const phases = scenes.map(({ phase }) => phase);
  const upstreams = [...new Set([...(before?.upstreams ?? []), ...scenes.flatMap((scene) => scene.upstreams)])];
  return {
    ...soonest,
    id: MANY_ID,
    scope: { kind: 'many', keys: upstreams.map((_, index) => String(index + 1)) },
    upstreams,
    incident: 1,
    cause: 'many',
    phase: (['paused', 'waiting', 'retrying'] as const).find((phase) => phases.includes(phase)) ?? first.phase,
    importance: importanceAmong(scenes),
    surface: surfaceAmong(scenes),
    unsettled: scenes.every(({ unsettled }) => unsettled),
    labels: [],
    missing: [],
    counts: {
      waiting: sum(({ counts }) => counts.waiting),
      finished: sum(({ counts }) => counts.finished),
      failed: sum(({ counts }) => counts.failed),
    },
    attempts: Math.max(...scenes.map(({ attempts }) => attempts)),
    since: least(({ since }) => since),
    sinceEpoch: least(({ sinceEpoch }) => sinceEpoch),
    endedAt: Math.max(...scenes.map(({ endedAt }) => endedAt)),
    status: undefined,
    reference: undefined,
    isFlapping: false,
    asked: scenes.some(({ asked }) => asked),
    isForPerson: scenes.some(({ isForPerson }) => isForPerson),
    revealAt: least(({ revealAt }) => revealAt),
    changesAt: least(({ changesAt }) => changesAt),
  };
}
