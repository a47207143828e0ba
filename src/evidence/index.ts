import type { Evidence } from '../model/evidence.ts';
import { EVIDENCE } from './evidence.ts';

/**
 * Everything that can be read of an answer or an error beyond its status and its `Retry-After`, for `createSteadyFetch({ evidence })` in
 * browsers. Node, Deno and Bun have it by default.
 */
export const evidence: Evidence = EVIDENCE;

export type { ClassifyContext, Evidence } from '../model/evidence.ts';
export { classify } from './classify.ts';
