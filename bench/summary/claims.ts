import { isFigure, measured } from './measures.ts';
import type { Read } from './results.ts';

/** One figure in a sentence: `load: steadyfetch`. */
export function figureOf(read: Read, source: string): string {
  const [id = '', library = ''] = source.split(': ');
  if (!isFigure(id)) throw new Error(`There is no measure ${id}`);
  const found = measured(read, id, library);
  if (found === undefined) throw new Error(`${library} was not measured: ${id}`);
  return found.text;
}

/** Whether what a sentence claims is so: `load: steadyfetch < bare fetch, ky`. */
export function holds(read: Read, claim: string): boolean {
  const [, id = '', library = '', sign, others = ''] = /^(\w+): (.+?) ([<>]|=) (.+)$/.exec(claim) ?? [];
  if (!isFigure(id)) throw new Error(`There is no measure in ${claim}`);
  const valueFor = (name: string) => {
    const found = measured(read, id, name);
    if (found === undefined) throw new Error(`${name} was not measured: ${claim}`);
    return found.value;
  };
  const ours = valueFor(library);
  const compare = { '<': (a: number, b: number) => a < b, '>': (a: number, b: number) => a > b, '=': Object.is };
  return others.split(', ').every((name) => compare[sign as '<'](ours, valueFor(name)));
}
