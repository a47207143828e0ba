export { defineSteadyNotices, type SteadyNoticesElement } from './element.ts';
export { type MountOptions, mountNotices } from './mount.ts';
