import { createSteadyFetch, type SteadyFetch, type SteadyOptions } from '../../src/index.ts';
import {
  createNotices,
  type Notice,
  type NoticeSink,
  type NoticesOptions,
  type NoticeView,
} from '../../src/notices/index.ts';
import { virtualClock } from '../../src/testing/index.ts';
import { seeded } from '../support/random.ts';

/** A page, and a person in front of it, that do what a test says. */
export function standInPage() {
  const listeners = new Set<() => void>();
  const state = { visible: true, active: false, leaving: false, slow: false };
  return {
    isVisible: () => state.visible,
    isActive: () => state.active,
    isLeaving: () => state.leaving,
    hasSlowConnection: () => state.slow,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    listeners,
    is(change: Partial<typeof state>) {
      Object.assign(state, change);
      for (const listener of [...listeners]) listener();
    },
  };
}

/** A device that is online or not, as a test says. */
function standInNetwork() {
  const listeners = new Set<() => void>();
  let up = true;
  return {
    isOnline: () => up,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    turn(isUp: boolean) {
      up = isUp;
      for (const listener of [...listeners]) listener();
    },
  };
}

type Answer = (url: string, now: number, init: RequestInit | undefined) => Response | number | Error;

/** What a service answers in a state such as `up`, `502`, `503 later` or `broken`. */
export function answerOf(state: string): ReturnType<Answer> {
  if (state === 'broken') return new TypeError('fetch failed');
  const [status, later] = state.split(' ');
  if (later === undefined) return state === 'up' || state === 'slow' ? 200 : Number(status);
  return new Response('', { status: Number(status), headers: { 'retry-after': '7' } });
}

/** What was put before people, in order: when, and what. */
interface Change {
  readonly at: number;
  readonly view?: NoticeView;
  readonly removed?: string;
}

/** A client, its notices and a person, on one virtual clock. */
export function stand(
  answer: Answer,
  { latencyMs = 5, ...options }: NoticesOptions & { latencyMs?: number } = {},
  steadyOptions: SteadyOptions = {},
) {
  const clock = virtualClock();
  const page = standInPage();
  const network = standInNetwork();
  const sent: { readonly at: number; readonly url: string }[] = [];
  const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = input instanceof Request ? input.url : String(input);
    sent.push({ at: clock.now(), url });
    await clock.sleep(latencyMs, init?.signal ?? undefined);
    const given = answer(url, clock.now(), init);
    if (given instanceof Error) throw given;
    return typeof given === 'number' ? new Response(`status ${given}`, { status: given }) : given;
  };
  const steady = createSteadyFetch({ fetch, clock, random: seeded(1), online: network, ...steadyOptions });
  const center = createNotices(steady, { locale: 'en', clock, page, ...options });
  const changes: Change[] = [];
  const sink: NoticeSink = {
    upsert: (view) => changes.push({ at: clock.now(), view }),
    remove: (id) => changes.push({ at: clock.now(), removed: id }),
  };
  center.connect(sink);
  const snapshots: { readonly at: number; readonly notices: readonly Notice[] }[] = [];
  center.subscribe((notices) => snapshots.push({ at: clock.now(), notices }));
  return {
    clock,
    page,
    network,
    steady,
    center,
    sent,
    changes,
    snapshots,
    /** Everything that was said aloud. */
    spoken: () => changes.flatMap(({ at, view }) => (view?.announce ? [{ at, ...view.announce }] : [])),
    /** The phases that people went through. */
    phases: () => {
      const phases = snapshots.flatMap(({ notices }) => notices.map(({ phase }) => phase));
      return phases.filter((phase, index) => phase !== phases[index - 1]);
    },
    only: (): Notice => {
      const [notice, ...others] = center.getSnapshot();
      if (notice === undefined || others.length > 0) throw new Error(`${others.length + (notice ? 1 : 0)} notices`);
      return notice;
    },
  };
}

/** Makes calls and does not mind how they end. */
export function callers(
  steady: SteadyFetch,
  count: number,
  url = 'https://api.test/things',
  init?: Parameters<SteadyFetch>[1],
) {
  return Array.from({ length: count }, () =>
    steady(url, init).then(
      ({ status }) => status,
      (error: Error) => error.name,
    ),
  );
}
