import { env } from 'node:process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lies, type Observation } from './oracle.ts';
import { answerOf, stand } from './stand.ts';

const SERVICES = ['https://a.test', 'https://b.test', 'https://c.test'];
/** One life again, as `seed:path` from the report of a failure. */
const [seed, path] = env['STEADY_LIFE']?.split(':') ?? [];
const LIVES = seed === undefined ? Number(env['STEADY_LIVES'] ?? 100) : 1;

/** What the user, or the world, does next. */
const act = fc.record({
  afterMs: fc.integer({ min: 0, max: 5_000 }),
  service: fc.nat({ max: SERVICES.length - 1 }),
  what: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('GET', 'GET', 'POST', 'PUT', 'poll') },
    {
      weight: 4,
      arbitrary: fc.constantFrom('up', 'up', '502', '503', '503 later', '504', '500', '429 later', 'broken'),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('offline', 'online', 'dismiss', 'retry', 'stop', 'hold', 'let go', 'abort'),
    },
  ),
});

test(
  `in ${LIVES} lives, what is shown is true of the world, ends with a word, and can be read`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async (acts) => {
        const states = new Map<string, string>();
        const calls: Observation[] = [];
        const world = stand((_url, _now, init) => {
          const call = calls[Number(new Headers(init?.headers).get('x-call'))] as Observation;
          const state = world.network.isOnline() ? (states.get(call.origin) ?? 'up') : 'broken';
          call.sentAt.push(world.clock.now());
          if (state !== 'up') call.failedAt.push(world.clock.now());
          if (['502', '504', '500'].includes(state)) call.isMaybeDone = true;
          return answerOf(state);
        });
        const { clock, network, steady, center, snapshots } = world;
        const pushed = new Set<string>();
        const controllers: AbortController[] = [];
        const settled: Promise<unknown>[] = [];
        let release = () => {};
        const make = (origin: string, what: string) => {
          const method = what === 'poll' ? 'GET' : what;
          const controller = new AbortController();
          controllers.push(controller);
          const observation: Observation = {
            origin,
            method,
            thing: `${what} ${origin}`,
            startedAt: clock.now(),
            settledAt: Number.POSITIVE_INFINITY,
            wasOk: false,
            sentAt: [],
            failedAt: [],
            isMaybeDone: false,
          };
          const id = calls.push(observation) - 1;
          const notice = { importance: what === 'poll' ? 'view' : 'user', label: what } as const;
          const init = {
            method,
            headers: { 'x-call': String(id) },
            signal: controller.signal,
            ...(method === 'GET' ? {} : { body: 'x' }),
            steady: { notice },
          };
          const end = (wasOk: boolean) => Object.assign(observation, { settledAt: clock.now(), wasOk });
          settled.push(
            steady(`${origin}/${what}`, init).then(
              ({ ok }) => end(ok),
              () => end(false),
            ),
          );
        };
        for (const { afterMs, service, what } of acts) {
          await clock.advance(afterMs);
          const origin = SERVICES[service] as string;
          const [first] = center.getSnapshot();
          if (['GET', 'POST', 'PUT', 'poll'].includes(what)) make(origin, what);
          else if (what === 'offline' || what === 'online') network.turn(what === 'online');
          else if (what === 'abort') {
            controllers.pop()?.abort();
            // What no call waits for any more may go without a word.
            for (const { id } of center.getSnapshot()) pushed.add(id);
          } else if (what === 'hold') release = first === undefined ? release : center.hold(first.id);
          else if (what === 'let go') release();
          else if (what === 'dismiss' || what === 'stop' || what === 'retry') {
            if (first === undefined) continue;
            pushed.add(first.id);
            if (what === 'dismiss') center.dismiss(first.id);
            else if (what === 'stop') center.cancel(first.id);
            else void center.retryNow(first.id);
          } else states.set(origin, what);
        }
        release();
        for (const origin of SERVICES) states.set(origin, 'up');
        network.turn(true);
        await clock.advance(120_000);
        await Promise.all(settled);
        await clock.advance(20_000);
        const told = lies(snapshots, calls, clock.now(), pushed);
        center.close();
        steady.close();
        expect(told).toEqual([]);
      }),
      {
        numRuns: LIVES,
        endOnFailure: env['STEADY_LIVES'] !== undefined,
        ...(seed === undefined ? {} : { seed: Number(seed), path: path ?? '0', endOnFailure: true }),
      },
    );
  },
  Math.max(300_000, LIVES * 1_000),
);
