import { en } from '../../../src/notices/text/locales/en.ts';
import {
  allIsDone,
  answers,
  both,
  type Claim,
  comesBy,
  comesWithin,
  failsInARow,
  gaveUp,
  isAsking,
  isBackAt,
  isLate,
  isOffline,
  isOnline,
  isWaitedFor,
  notLoaded,
  suffersFrom,
  unsaved,
  worksAgain,
} from './claims.ts';
import { ANY, type Call, type Sent } from './world.ts';

// What the phrases on a card claim, by their keys. A phrase in neither table counts as a lie, because its claim is unknown.

export type Key = keyof typeof en;

export interface Title {
  /** Its place in the story of an incident: trouble, a good or a bad end of it, or an answer that is merely late. */
  readonly kind: 'trouble' | 'well' | 'badly' | 'late';
  /** `about`: the service, or what was asked for. */
  readonly claim: (about: string) => Claim;
}

const STATUS = (code: number) => (sent: Sent | undefined) => sent?.status === code;
const ASKED = (code: number) => (sent: Sent | undefined) => sent?.status === code && sent.backAt !== undefined;
const NO_ANSWER = (sent: Sent | undefined) => sent !== undefined && sent.status === undefined;

const isLimited = ({ sent }: Call): boolean => sent.every(STATUS(429));

const trouble = (claim: Title['claim']): Title => ({ kind: 'trouble', claim });
const well = (claim: Title['claim']): Title => ({ kind: 'well', claim });
const badly = (claim: Title['claim']): Title => ({ kind: 'badly', claim });
const late = (claim: Title['claim']): Title => ({ kind: 'late', claim });

const TITLES: Partial<Record<Key, Title>> = {
  'bad-gateway.title': trouble(suffersFrom(STATUS(502))),
  'unavailable.title': trouble(suffersFrom(STATUS(503))),
  'unavailable-until.title': trouble(suffersFrom(ASKED(503))),
  'gateway-timeout.title': trouble(suffersFrom(STATUS(504))),
  'rate-limited.title': trouble(suffersFrom(STATUS(429))),
  'network.title': trouble(suffersFrom(NO_ANSWER)),
  'paused.title': trouble(failsInARow),
  'offline.title': trouble(() => isOffline),
  'slow.title': late((service) => isLate((call) => call.service === service)),
  'slow.write.named.title': late((name) => isLate(({ what, method }) => what === name && method === 'POST')),
  'recovered.title': well(worksAgain),
  'recovered.offline.title': well(() => both(isOnline, answers(ANY))),
  'failed.title': badly(gaveUp()),
  'failed.unavailable-until.title': badly(gaveUp(ASKED(503))),
  'failed.rate-limited.title': badly(gaveUp(ASKED(429))),
  'failed.network.title': badly(gaveUp(NO_ANSWER)),
  'failed.offline.title': badly(gaveUp(NO_ANSWER)),
  'failed.device.title': badly(() => gaveUp(NO_ANSWER)(ANY)),
  'stopped.title': badly(() => (world, at) => world.hasDone('Stop trying', at)),
  'outcome-unknown.named.title': badly(unsaved((call) => !isLimited(call))),
  'not-sent.named.title': badly(unsaved(({ sent }) => !sent.some(({ hasArrived }) => hasArrived))),
  'failed.rate-limited.write.named.title': badly(unsaved(isLimited)),
};

type Line = (service: string, ...found: string[]) => Claim;

const SOON_MS = 10_000;
const UNIT_MS: Readonly<Record<string, number>> = { second: 1_000, minute: 60_000 };

const comesSoon: Line = (service) => comesWithin(service, SOON_MS);
const comes: Line = (service, count, unit) => comesBy(service, Number(count) * (UNIT_MS[unit ?? ''] ?? 0));
const ADVICE: Line = () => () => true;

const LINES: Partial<Record<Key, Line>> = {
  'when.retrying': isAsking,
  'offline.when.retrying': () => isAsking(ANY),
  'when.waiting.soon': comesSoon,
  'when.paused.soon': comesSoon,
  'when.waiting': comes,
  'when.paused': comes,
  'when.failed': (service, time) => isBackAt(service, time ?? ''),
  'bad-gateway.advice': isWaitedFor,
  'rate-limited.advice': isWaitedFor,
  'paused.advice': isWaitedFor,
  'unavailable-until.advice': isWaitedFor,
  'offline.advice': () => isWaitedFor(ANY),
  'slow.advice': isAsking,
  'slow.write.advice': () => isAsking(ANY),
  'recovered.detail': () => allIsDone,
  'recovered.partial': () => notLoaded(),
  'recovered.partial.named': (_service, names) => notLoaded(...(names ?? '').split(/, and |, | and /)),
  'failed.advice': ADVICE,
  'failed.network.advice': ADVICE,
  'failed.offline.advice': ADVICE,
  'not-sent.advice': ADVICE,
  'not-sent.network.advice': ADVICE,
  'not-saved': () => unsaved(isLimited)(ANY),
  'outcome-unknown.advice': ADVICE,
  'stopped.advice': ADVICE,
};

const PLACES: Readonly<Record<string, string>> = {
  ...{ service: '(Shop|Tips)', Service: '(Shop|Tips)', n: '[0-9]+', time: '(.+?)', what: '(.+?)', list: '(.+?)' },
  wait: '([0-9]+) (second|minute)s?',
};

function sourceOf(key: Key): string {
  const phrase: unknown = en[key];
  const texts = typeof phrase === 'string' ? [phrase] : Object.values(phrase as object).map(String);
  const source = (text: string) =>
    text.replace(/[.?*+()[\]]/g, '\\$&').replace(/\{(\w+)\}/g, (_place, name: string) => PLACES[name] ?? '(.+?)');
  return texts.map(source).join('|');
}

/** Whether a text is this phrase. */
export const sourceFor = (...keys: readonly Key[]): string => `^(?:${keys.map(sourceOf).join('|')})$`;

const keysOf = (table: object): readonly Key[] => Object.keys(table) as Key[];
const PATTERNS = new Map(
  [...keysOf(TITLES), ...keysOf(LINES)].map((key) => [key, RegExp(`^(?:${sourceOf(key)})(?= |$)`)]),
);
const find = (table: object, text: string) =>
  keysOf(table)
    .map((key) => ({ key, found: PATTERNS.get(key)?.exec(text) }))
    .find(({ found }) => found);

/** What a title is, and whom or what it is about; `undefined` if unknown. */
export function titleOf(text: string): (Title & { readonly key: Key; readonly about: string }) | undefined {
  const { key, found } = find(TITLES, text) ?? {};
  const title = key && TITLES[key];
  return found && title && found[0] === text ? { ...title, key, about: found[1] ?? ANY } : undefined;
}

/** What the sentences of a line claim together; `undefined` if unknown. */
export function claimOfLine(service: string, text: string): Claim | undefined {
  const { key, found } = find(LINES, text) ?? {};
  const line = key && LINES[key];
  if (!found || line === undefined) return undefined;
  const claim = line(service, ...found.slice(1));
  const rest = text.slice(found[0].length).trim();
  if (rest === '') return claim;
  const others = claimOfLine(service, rest);
  return others && both(claim, others);
}
