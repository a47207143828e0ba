import type { UpstreamStatus } from 'steadyfetch';
import { COLUMN_MS, END_MS, PAGE_LOAD, type PlannedCall, WEATHER, type Weather, weatherAt } from './scenario.ts';
import { colors, type Paint, paint } from './terminal.ts';
import type { Countdown, Watch } from './watch.ts';
import { type StoryLine, seconds, type Told } from './words.ts';

/** A call of the plan, and what has become of it. */
export interface Played {
  readonly plan: PlannedCall;
  state: 'to come' | 'under way' | 'succeeded' | 'failed';
  elapsedMs: number;
}

/** Everything there is to see at one moment. */
export interface Scenario {
  readonly nowMs: number;
  readonly bare: readonly Played[];
  readonly steady: readonly Played[];
  readonly watch: Watch;
  readonly status: UpstreamStatus | undefined;
}

const COLUMNS = END_MS / COLUMN_MS;
const MARGIN = ' '.repeat(13);
const WAITING_LINES = 3;
const BAR = 16;

const OK = paint('green', '●');
const SAVED = paint('cyan', '◆');
const WAITING = paint('yellow', '○');
const FAILED = paint('red', '✗');

/** Bad weather is a block of color; without colors it takes a pattern. */
const FILL = colors ? ' ' : '░';

const COLOR = {
  healthy: 'green',
  flaky: 'red',
  overloaded: 'yellow',
  hangs: 'magenta',
  down: 'red',
} as const satisfies Record<Weather['kind'], Parameters<Paint>[0]>;

const TONES: Readonly<Record<Told['tone'], Parameters<Paint>[0]>> = {
  good: 'green',
  bad: 'red',
  wait: 'yellow',
  circuit: 'cyan',
  weather: 'bold',
  score: 'dim',
};

const clock = (nowMs: number): string => `${seconds(Math.min(nowMs, END_MS))} of ${END_MS / 1_000} s`.padStart(15);

const label = (text: string): string => ` ${text.padEnd(12)}`;

/** One line of the story. */
export const storyLine = ({ ms, tone, who, what }: StoryLine): string =>
  `${paint('dim', seconds(ms).padStart(8))}  ${paint(TONES[tone], who.padEnd(15))} ${tone === 'score' ? paint('dim', what) : what}`;

/** The weather, and what became of each call, column by column along the time. */
export function picture({ nowMs, bare, steady, watch }: Scenario): string[] {
  const pageLoad = `▲ page load: ${PAGE_LOAD.calls} calls at once`;
  return [
    `${label('weather')}${weatherStrip(nowMs)} ${paint('dim', clock(nowMs))}`,
    `${label('bare fetch')}${callStrip(bare)} ${scoreWords(bare)}`,
    `${label('steadyfetch')}${callStrip(steady, watch.saved)} ${scoreWords(steady)}`,
    paint('dim', MARGIN + ' '.repeat(PAGE_LOAD.atMs / COLUMN_MS) + pageLoad),
    MARGIN +
      [`${OK} at once`, `${SAVED} saved by a retry or a wait`, `${WAITING} under way`, `${FAILED} failed`].join('   '),
  ];
}

/** The picture, and under it what is going on just now. Always of the same height. */
export function block(scenario: Scenario): string[] {
  return ['', ...picture(scenario), '', upstreamLine(scenario.nowMs), ...nowLines(scenario.watch, scenario.status)];
}

/** What the client is doing just now. */
export function nowLines(watch: Watch, status: UpstreamStatus | undefined): string[] {
  const now = Date.now();
  const waits = [...watch.waits.values()];
  const together = waits.filter(({ countdown }) => countdown === undefined);
  const alone = waits.filter(({ countdown }) => countdown !== undefined);
  const lines = alone.map(({ name, attempt, countdown }) =>
    waitLine(`${name}, attempt ${attempt}`, countdown, now, 'in'),
  );
  if (together.length > 0) {
    const who =
      together.length === 1 ? `${together[0]?.name} for the upstream` : `${together.length} calls for the upstream`;
    lines.unshift(waitLine(who, watch.nextProbe, now, 'probe in'));
  }
  if (lines.length === 0) lines.push(paint('dim', 'none'));
  if (lines.length > WAITING_LINES) {
    const more = lines.length - WAITING_LINES + 1;
    lines.splice(WAITING_LINES - 1, more, paint('dim', `and ${more} more`));
  }
  // Always as many, or the block would jump.
  return [
    circuitLine(status),
    ...Array.from({ length: WAITING_LINES }, (_, index) => label(index === 0 ? 'waiting' : '') + (lines[index] ?? '')),
  ];
}

function weatherStrip(nowMs: number): string {
  return WEATHER.map((weather) => {
    const width = weather.lastsMs / COLUMN_MS;
    if (weather.kind === 'healthy') return paint(weather.fromMs <= nowMs ? 'green' : 'dim', '─'.repeat(width));
    const space = width - weather.label.length;
    const text = FILL.repeat(space / 2) + weather.label + FILL.repeat(Math.ceil(space / 2));
    return weather.fromMs <= nowMs ? paint(['inverse', COLOR[weather.kind]], text) : paint('dim', text);
  }).join('');
}

/** Where several calls share a column, the one that fared worst is shown. */
function callStrip(calls: readonly Played[], saved?: ReadonlySet<string>): string {
  return Array.from({ length: COLUMNS }, (_, column) => {
    const here = calls.filter(({ plan }) => Math.floor(plan.atMs / COLUMN_MS) === column);
    if (here.some(({ state }) => state === 'failed')) return FAILED;
    if (here.some(({ state }) => state === 'under way')) return WAITING;
    if (here.some(({ plan, state }) => state === 'succeeded' && saved?.has(plan.path))) return SAVED;
    return here.some(({ state }) => state === 'succeeded') ? OK : ' ';
  }).join('');
}

export const count = (calls: readonly Played[], state: Played['state']): number =>
  calls.filter((call) => call.state === state).length;

function scoreWords(calls: readonly Played[]): string {
  const failed = count(calls, 'failed');
  const succeeded = String(count(calls, 'succeeded')).padStart(2);
  return `${paint('green', `${succeeded} ok`)} ${paint(failed === 0 ? 'dim' : 'red', `${String(failed).padStart(2)} failed`)}`;
}

function upstreamLine(nowMs: number): string {
  const { kind, words } = weatherAt(nowMs);
  return `${label('upstream')}${paint(COLOR[kind], '●')} ${words}`;
}

function circuitLine(status: UpstreamStatus | undefined): string {
  if (status === undefined) return label('circuit');
  const { state, waiting, inFlight, budget } = status;
  const light = paint(state === 'closed' ? 'green' : state === 'open' ? 'red' : 'yellow', '●');
  const figures = `${inFlight} in flight, ${waiting} waiting, retry budget ${Math.floor(budget)}`;
  return `${label('circuit')}${light} ${state.padEnd(10)}${paint('dim', figures)}`;
}

function waitLine(who: string, countdown: Countdown | undefined, now: number, words: string): string {
  if (countdown === undefined) return `${who.padEnd(32)} ${paint('dim', 'in turn')}`;
  const left = countdown.until - now;
  if (left <= 0) return `${who.padEnd(32)} ${paint('dim', 'any moment now')}`;
  const full = Math.ceil((BAR * left) / (countdown.until - countdown.since));
  const bar = paint('yellow', '━'.repeat(full)) + paint('dim', '╌'.repeat(BAR - full));
  return `${who.padEnd(32)} ${bar} ${words} ${seconds(left)}`;
}
