import { ANY, type Call, isGood, type Sent, type World } from './world.ts';

// What words say about the world, so that they can be compared with it.

/** Is it so at this moment? `from`: when the words appeared. */
export type Claim = (world: World, at: number, from: number) => boolean;

type IsIt = (sent: Sent | undefined) => boolean;

const SLOW_MS = 5_000;
/** Timers of browsers are a little early, and a moment late. */
const EARLY_MS = 50;
const LATE_MS = 1_000;
/** Trouble that a person did not ask for is shown after three seconds. */
const REVEAL_MS = 3_000;
const MINUTE_MS = 60_000;

const lastOf = ({ sent }: Call, at: number): Sent | undefined => sent.filter(({ endedAt }) => endedAt <= at).at(-1);

/** The failure that a call under way suffers from: its own, or, if it was held back, that of its service. */
function suffering(world: World, service: string, at: number): readonly Sent[] {
  return world.underWay(service, at).flatMap((call) => {
    const wasSent = call.sent.some(({ sentAt }) => sentAt <= at);
    const failure = wasSent ? lastOf(call, at) : world.ended(service, at).at(-1);
    return failure === undefined || isGood(failure) ? [] : [failure];
  });
}

/** A call waits for it, and has met a failure. */
export const isWaitedFor =
  (service: string): Claim =>
  (world, at) =>
    suffering(world, service, at).length > 0;

/** A call waits for it, and has met this. */
export const suffersFrom =
  (isIt: IsIt) =>
  (service: string): Claim =>
  (world, at) =>
    suffering(world, service, at).some(isIt);

export const failsInARow =
  (service: string): Claim =>
  (world, at) => {
    const latest = world.ended(service, at).slice(-2);
    return latest.length === 2 && !latest.some(isGood);
  };

export const answers =
  (service: string): Claim =>
  (world, at) => {
    const newest = world.ended(service, at).at(-1);
    return newest !== undefined && isGood(newest);
  };

/** It answered when this was first said, and has not been failing for longer than the page may keep quiet about. */
export const worksAgain =
  (service: string): Claim =>
  (world, at, from) => {
    if (at <= from) return answers(service)(world, at, from);
    const ended = world.ended(service, at);
    const firstBad = ended[ended.findLastIndex(isGood) + 1];
    return firstBad === undefined || at - firstBad.endedAt <= REVEAL_MS;
  };

/** A call failed for good, in this way, and its service has not answered since. */
export const gaveUp =
  (isIt: IsIt = () => true) =>
  (service: string): Claim =>
  (world, at) =>
    world
      .of(service)
      .filter((call) => call.settledAt <= at && !call.wasOk && isIt(lastOf(call, at)))
      .some(({ settledAt }) => !world.ended(service, at).some((sent) => isGood(sent) && sent.endedAt > settledAt));

/** It failed for good, and the same has not worked since. */
const isMissing = ({ calls }: World, call: Call, at: number): boolean =>
  call.settledAt <= at &&
  !call.wasOk &&
  !calls.some(
    ({ what, wasOk, settledAt }) => what === call.what && wasOk && settledAt <= at && settledAt > call.settledAt,
  );

/** Something that was to be done is missing. */
export const unsaved =
  (isIt: (call: Call) => boolean) =>
  (name: string): Claim =>
  (world, at) =>
    world.calls.some(
      (call) =>
        call.method === 'POST' && (name === ANY || call.what === name) && isIt(call) && isMissing(world, call, at),
    );

/** All of these, and something if there are none, did not load. */
export const notLoaded =
  (...names: readonly string[]): Claim =>
  (world, at) => {
    const missing = world.calls.filter((call) => call.method === 'GET' && isMissing(world, call, at));
    return missing.length > 0 && names.every((name) => missing.some(({ what }) => what === name));
  };

/** Nothing waits that met a failure, and nothing that a person asked for is missing. */
export const allIsDone: Claim = (world, at, from) =>
  at > from ||
  (suffering(world, ANY, at).length === 0 &&
    !world.calls.some((call) => call.method === 'GET' && call.isForPerson && isMissing(world, call, at)));

/** A request has been under way for long. */
export const isLate =
  (isIt: (call: Call) => boolean): Claim =>
  (world, at) =>
    world.calls
      .filter(isIt)
      .some(({ sent }) => sent.some(({ sentAt, endedAt }) => sentAt <= at - SLOW_MS + EARLY_MS && at <= endedAt));

export const isAsking =
  (service: string): Claim =>
  (world, at) =>
    world.inFlight(service, at).length > 0;

/** A request goes out within this time from `since`, unless no call waits any more. */
const goesOut = (world: World, service: string, since: number, ms: number): boolean => {
  const until = since + ms + LATE_MS + world.stallMs;
  // It may have gone out a moment before a timer shows that it is due.
  const from = since - EARLY_MS - world.stallMs;
  const isSent = world.of(service).some(({ sent }) => sent.some(({ sentAt }) => sentAt >= from && sentAt <= until));
  return (
    isSent || until >= world.endedAt || world.underWay(service, since).every(({ settledAt }) => settledAt <= until)
  );
};

/** At any moment, the next one is no further away. */
export const comesWithin =
  (service: string, ms: number): Claim =>
  (world, at) =>
    goesOut(world, service, at, ms);

/** Counted from when it was said. */
export const comesBy =
  (service: string, ms: number): Claim =>
  (world, at, from) =>
    goesOut(world, service, from, ms) && at <= from + ms + LATE_MS + world.stallMs;

export const isOffline: Claim = (world, at) => world.isOffline(at);
export const isOnline: Claim = (world, at) => !world.isOffline(at);

/** The service asked to be left alone until this minute. */
export const isBackAt =
  (service: string, time: string): Claim =>
  (world, at) => {
    const shown = Date.parse(time) || Date.parse(`${new Date(at).toDateString()} ${time.replace(/\s/gu, ' ')}`);
    const said = world.ended(service, at).flatMap(({ backAt }) => backAt ?? []);
    // Whole seconds are asked for, and whole minutes are told.
    return said.some((backAt) => shown >= backAt - LATE_MS && shown < backAt + MINUTE_MS + LATE_MS);
  };

export const both =
  (...claims: readonly Claim[]): Claim =>
  (...given) =>
    claims.every((claim) => claim(...given));
