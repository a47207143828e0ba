import type { ClassifyContext } from '../model/evidence.ts';
import type { Verdict } from '../model/verdict.ts';
import { classifyWith } from '../rules/classify.ts';
import { evidence } from './evidence.ts';

/**
 * Classifies what a request came to: what happened, whose side it is on, whether it will pass, and whether the server may have acted on
 * it.
 *
 * @param outcome - A response, or whatever `fetch` rejected with.
 */
export const classify = (outcome: unknown, context: ClassifyContext = {}): Verdict =>
  classifyWith(evidence, outcome, context);
