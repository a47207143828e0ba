export { defineSteadyNotices, type SteadyNoticesElement } from './element.ts';
export { type MountOptions, mountNotices } from './mount.ts';
export { defineSteadyStatus, type StatusSource, type SteadyStatusElement } from './status/element.ts';
export { type MountStatusOptions, mountStatus } from './status/mount.ts';
export type { StatusWords } from './status/words.ts';
