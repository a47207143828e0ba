import type { Catalogue } from '../phrase.ts';

export const de = {} as const satisfies Catalogue;
