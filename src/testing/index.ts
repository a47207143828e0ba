export { type ExpectedNotice, type ExpectNoticesOptions, expectNotices } from './expect-notices.ts';
export { type InstantClock, type InstantClockOptions, instantClock } from './instant-clock.ts';
export { type EventRecord, recordEvents } from './record-events.ts';
export { reset } from './reset.ts';
export { type ScriptedAnswer, type ScriptedFetch, scriptedFetch } from './scripted-fetch.ts';
export { settled } from './turns.ts';
export { type VirtualClock, virtualClock } from './virtual-clock.ts';
