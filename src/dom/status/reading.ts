import type { KeptFailure, UpstreamHistory } from '../../history/index.ts';
import type { NoticeTone } from '../../notices/index.ts';
import type { StatusLanguage, StatusWords } from './words.ts';

/** For so long an upstream that works again is shown with the failures that it had. */
const RECENT_MS = 60_000;

type State = 'working' | 'failing' | 'down' | 'partlyDown' | 'checking' | 'isolated';

const TONES = {
  working: 'success',
  failing: 'warning',
  down: 'error',
  partlyDown: 'error',
  checking: 'progress',
  isolated: 'info',
} as const satisfies Record<State, NoticeTone> & Partial<Record<keyof StatusWords, NoticeTone>>;

/** One upstream in words, as it is shown and as it is copied. */
export interface Reading {
  readonly name: string;
  readonly state: string;
  readonly tone: NoticeTone;
  /** Is anything sent to it, apart from checks? Changes of this are said aloud: a check every few seconds is not. */
  readonly isOpen: boolean;
  readonly failed: string;
  readonly answerTime: string;
  readonly waiting: string;
  /** Empty while none is due. */
  readonly nextCheck: string;
  readonly chart: string;
  readonly lastFailures: string;
}

const NONE = '–';

export function read(history: UpstreamHistory, name: string, language: StatusLanguage): Reading {
  const { at, status, attempts, failedAttempts, meanMs, buckets, failures } = history;
  const { words } = language;
  const state = stateOf(history);
  const seconds = status?.openUntil === undefined ? undefined : Math.ceil((status.openUntil - at) / 1_000);
  const [first] = buckets;
  const peak = buckets.reduce((most, each) => (each.failedAttempts > most.failedAttempts ? each : most));
  const facts = {
    time: language.duration(first === undefined ? 0 : lengthOf(history) * buckets.length),
    requests: language.count(attempts),
    failed: language.count(failedAttempts),
    clock: language.clock(peak.from),
    count: language.count(failures.length),
  };
  return {
    name,
    state: words[state],
    tone: TONES[state],
    isOpen: status?.state === 'open' || status?.state === 'half-open',
    failed: attempts === 0 ? NONE : language.share(failedAttempts / attempts),
    answerTime: meanMs === undefined ? NONE : language.duration(meanMs),
    waiting: language.count(status?.waiting ?? 0),
    nextCheck: seconds === undefined ? '' : seconds > 0 ? language.duration(seconds * 1_000) : words.now,
    chart: language.fill(failedAttempts > 0 ? `${words.chart} ${words.chartPeak}` : words.chart, facts),
    lastFailures: failures.length === 0 ? '' : language.fill(words.lastFailures, facts),
  };
}

/** What is copied for support: one fact per line, in the words that are shown, without URLs and headers. */
export function linesOf(history: UpstreamHistory, name: string, language: StatusLanguage): readonly string[] {
  const { upstream, at, failures } = history;
  const { words } = language;
  const reading = read(history, name, language);
  return [
    name === upstream ? name : `${name} (${upstream})`,
    new Date(at).toISOString(),
    reading.state,
    reading.chart,
    `${words.answerTime}: ${reading.answerTime}`,
    `${words.waiting}: ${reading.waiting}`,
    ...failures.map((failure) => `${new Date(failure.at).toISOString()} ${lineOf(failure, language).join(' · ')}`),
  ];
}

/** One failure without its time: what failed, how, and what proves it. */
export function lineOf(failure: KeptFailure, { words, fill, count }: StatusLanguage): readonly string[] {
  const { method, status, kind, attempt, evidence, supportIds } = failure;
  const what = status === undefined ? kind : `${status} ${kind}`;
  const codes = [evidence.join(' '), supportIds.join(' ')].filter((each) => each !== '');
  return [`${method} ${what}`, fill(words.attempt, { number: count(attempt) }), ...codes];
}

function stateOf(history: UpstreamHistory): State {
  const { at, status, buckets } = history;
  if (status?.isolated) return 'isolated';
  if (status?.state === 'half-open') return 'checking';
  if (status?.state === 'open') return status.scope === 'route' ? 'partlyDown' : 'down';
  const isRecent = (from: number): boolean => from + lengthOf(history) > at - RECENT_MS;
  return buckets.some(({ from, failedAttempts }) => failedAttempts > 0 && isRecent(from)) ? 'failing' : 'working';
}

const lengthOf = ({ buckets: [first, second] }: UpstreamHistory): number => (second?.from ?? 0) - (first?.from ?? 0);
