export type { ClassifyContext, Evidence } from '../model/evidence.ts';
export { classify } from './classify.ts';
export { evidence } from './evidence.ts';
