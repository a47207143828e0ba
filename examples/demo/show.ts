import { setTimeout as sleep } from 'node:timers/promises';
import { createSteadyFetch } from 'steadyfetch';
import { conclusion, type Side, table } from './result.ts';
import { END_MS, PAGE_LOAD, TRAFFIC, WEATHER } from './scenario.ts';
import { paint, Screen } from './terminal.ts';
import { startWorld } from './upstream.ts';
import { block, count, type Played, picture, type Scenario, storyLine } from './view.ts';
import { Watch } from './watch.ts';
import { Story, tell } from './words.ts';

const FRAME_MS = 100;

/** The same calls in the same weather, through bare fetch and through steadyfetch. Ends by itself, or when `signal` aborts. */
export async function show(signal: AbortSignal): Promise<void> {
  // A world for each side, so that neither is helped or hurt by what the other does to the upstream.
  const bare: Side = { world: await startWorld(), calls: TRAFFIC.map(toCome) };
  const steady: Side = { world: await startWorld(), calls: TRAFFIC.map(toCome) };
  const steadyFetch = createSteadyFetch();
  const watch = new Watch();
  const story = new Story();
  const screen = new Screen(80, 20);
  const startedAt = Date.now();

  steadyFetch.subscribe((event) => {
    watch.hear(event);
    story.add(event.at - startedAt, tell(event));
  });

  const scenario = (): Scenario => ({
    nowMs: Date.now() - startedAt,
    bare: bare.calls,
    steady: steady.calls,
    watch,
    status: steadyFetch.upstreams()[0],
  });
  const draw = (): void => screen.update(story.take().map(storyLine), screen.live ? block(scenario()) : []);

  /** Resolves to `false` if the show was stopped before that time. */
  const until = (ms: number): Promise<boolean> =>
    sleep(Math.max(0, startedAt + ms - Date.now()), true, { signal }).catch(() => false);

  async function changeWeather(): Promise<void> {
    for (const weather of WEATHER) {
      if (!(await until(weather.fromMs))) return;
      await Promise.all([bare.world.become(weather), steady.world.become(weather)]);
      // Where there is a block, the score is always in sight.
      if (!screen.live && weather.fromMs > 0) story.add(weather.fromMs, { tone: 'score', who: 'score', what: score() });
      story.add(weather.fromMs, { tone: 'weather', who: 'upstream', what: weather.words });
    }
    await until(END_MS);
  }

  async function announcePageLoad(): Promise<void> {
    const what = `a user opens a page: ${PAGE_LOAD.calls} calls at once`;
    if (await until(PAGE_LOAD.atMs)) story.add(PAGE_LOAD.atMs, { tone: 'weather', who: 'app', what });
  }

  async function sendAll(fetchLike: typeof fetch, { world, calls }: Side): Promise<void> {
    const underWay: Promise<void>[] = [];
    for (const call of calls) {
      if (!(await until(call.plan.atMs))) break;
      underWay.push(send(fetchLike, world.url, call, signal));
    }
    await Promise.all(underWay);
  }

  const score = (): string =>
    `failed so far: bare fetch ${count(bare.calls, 'failed')}, steadyfetch ${count(steady.calls, 'failed')}`;

  screen.update([paint('bold', ' The same calls in the same weather, with bare fetch and with steadyfetch.'), ''], []);
  const frames = setInterval(draw, FRAME_MS);
  try {
    await Promise.all([
      changeWeather(),
      announcePageLoad(),
      sendAll(globalThis.fetch, bare),
      sendAll(steadyFetch, steady),
    ]);
    draw();
  } finally {
    clearInterval(frames);
    screen.close(['', ...picture(scenario()), '', ...table(bare, steady), '', ...conclusion(bare, steady, watch)]);
    steadyFetch.close();
    await Promise.all([bare.world.close(), steady.world.close()]);
  }
}

const toCome = (plan: Played['plan']): Played => ({ plan, state: 'to come', elapsedMs: 0 });

async function send(fetchLike: typeof fetch, origin: string, call: Played, signal: AbortSignal): Promise<void> {
  const { method, path } = call.plan;
  const sentAt = performance.now();
  call.state = 'under way';
  try {
    const response = await fetchLike(origin + path, { method, signal, body: method === 'POST' ? 'one, please' : null });
    await response.text();
    call.state = response.ok ? 'succeeded' : 'failed';
  } catch {
    // What was under way when the show was stopped has neither succeeded nor failed.
    if (signal.aborted) return;
    call.state = 'failed';
  }
  call.elapsedMs = performance.now() - sentAt;
}
