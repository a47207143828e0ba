import {
  allIsDone,
  answers,
  any,
  both,
  type Claim,
  comesBy,
  comesWithin,
  failsInARow,
  gaveUp,
  isAsking,
  isBackAt,
  isLate,
  isWaitedFor,
  notLoaded,
  suffersFrom,
  unsaved,
  worksAgain,
} from './claims.ts';
import type { Sent } from './world.ts';

// What the English words on a card claim. Words that stand in neither table are a lie: nobody has said what they mean.

export interface Title {
  readonly pattern: RegExp;
  /** Its place in the story of an incident: trouble, a good or a bad end of it, or an answer that is merely late. */
  readonly kind: 'trouble' | 'well' | 'badly' | 'late';
  /** By what the pattern has found: a service, or something that was asked for. */
  readonly claim: (about: string) => Claim;
  /** Whoever has just read it is not shown another one for so long, so that it may speak of what was a moment ago. */
  readonly staysMs: number;
}

export interface Line {
  readonly pattern: RegExp;
  readonly claim: (service: string, ...found: string[]) => Claim;
}

const STAYS_MS = 4_000;
const SOON_MS = 10_000;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000 };

const status = (code: number) => (sent: Sent | undefined) => sent?.status === code;
const asked = (code: number) => (sent: Sent | undefined) => sent?.status === code && sent.backAt !== undefined;
const gotNothing = (sent: Sent | undefined) => sent !== undefined && sent.status === undefined;

const title = (kind: Title['kind'], words: string, claim: Title['claim'], staysMs = 0): Title => ({
  pattern: RegExp(`^${words.replace('SERVICE', '(Shop|Tips)').replace('NAME', '“(.+)”')}$`),
  kind,
  claim,
  staysMs,
});

const isOffline: Claim = (world, at) => world.isOffline(at);
const isOnline: Claim = (world, at) => !world.isOffline(at);

export const TITLES: readonly Title[] = [
  title('trouble', 'SERVICE isn’t answering properly', suffersFrom(status(502)), STAYS_MS),
  title('trouble', 'SERVICE isn’t available right now', suffersFrom(status(503)), STAYS_MS),
  title('trouble', 'SERVICE asked us to wait', suffersFrom(asked(503)), STAYS_MS),
  title('trouble', 'SERVICE is taking too long to answer', suffersFrom(status(504)), STAYS_MS),
  title('trouble', 'Waiting for SERVICE', suffersFrom(status(429)), STAYS_MS),
  title('trouble', 'Can’t connect to SERVICE', suffersFrom(gotNothing), STAYS_MS),
  title('trouble', 'SERVICE isn’t answering right now', failsInARow, STAYS_MS),
  title('trouble', 'You appear to be offline', () => isOffline, STAYS_MS),
  title('late', 'SERVICE is taking longer than usual', (service) => isLate((call) => call.service === service)),
  title('late', 'Still sending NAME', (name) => isLate(({ what, method }) => what === name && method === 'POST')),
  title('well', 'SERVICE is working again', worksAgain),
  title('well', 'You’re back online', () => both(isOnline, any(answers('Shop'), answers('Tips')))),
  title('badly', 'Sorry, SERVICE still isn’t answering', gaveUp()),
  title('badly', 'Sorry, SERVICE isn’t available yet', gaveUp(asked(503))),
  title('badly', 'Sorry, SERVICE needs a longer pause', gaveUp(asked(429))),
  title('badly', 'Sorry, no connection to SERVICE', gaveUp(gotNothing)),
  title('badly', 'Stopped trying to reach SERVICE', () => (world, at) => world.hasDone('Stop trying', 0, at)),
  title(
    'badly',
    'We don’t know if NAME was saved',
    unsaved(({ sent }) => sent.some(({ hasArrived, status: code }) => hasArrived && code !== 429)),
  ),
  title(
    'badly',
    'NAME wasn’t sent: no connection',
    unsaved(({ sent }) => !sent.some(({ hasArrived }) => hasArrived)),
  ),
  title('badly', 'NAME wasn’t saved', unsaved(({ sent }) => sent.every(status(429)))),
];

const line = (words: string, claim: Line['claim']): Line => ({ pattern: RegExp(`^${words}$`), claim });
const ADVICE: Claim = () => true;

export const LINES: readonly Line[] = [
  line('Trying again now…', isAsking),
  line('The connection may be back. Trying again now…', () => any(isAsking('Shop'), isAsking('Tips'))),
  line('We’ll (?:try|check) again in a few seconds.', (service) => comesWithin(service, SOON_MS)),
  line('We’ll (?:try|check) again within (\\d+) (second|minute)s?.', (service, count, unit) =>
    comesBy(service, Number(count) * (UNIT_MS[unit as string] ?? 0)),
  ),
  line('Try again after (.+).', isBackAt as Line['claim']),
  line('We’ll (?:keep trying|check again by ourselves|go on as soon as it lets us).*', isWaitedFor),
  line('You can leave this page open. We’ll come back then.', isWaitedFor),
  line('We’ll continue when the connection is back.', () => any(isWaitedFor('Shop'), isWaitedFor('Tips'))),
  line('Everything that was waiting has finished.', () => allIsDone),
  line('(?:Something|Some of what) you asked for didn’t load. Try again when you’re ready.', () => notLoaded()),
  line('(.+) didn’t load. Try again when you’re ready.', (_service, names) =>
    notLoaded(...(names as string).split(/, and |, | and /)),
  ),
  line('We’re still waiting for the answer.', () => ADVICE),
  line('You don’t need to press again.', () => ADVICE),
  line('Try again in a (?:few minutes|moment)..*', () => ADVICE),
  line('Try again when you’re back online.', () => isOffline),
  line('Send it again when you’re back online.', () => isOffline),
  line('Check before sending it again.', () => ADVICE),
  line('You can try again whenever you like.', () => ADVICE),
];
