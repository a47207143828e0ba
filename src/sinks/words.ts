import type { ForeignTexts } from '../notices/index.ts';

/** `createElement` of React. */
export type CreateElement = {
  // Written as a method, so that the narrower types of the real one fit.
  method(type: string, props: object, ...children: unknown[]): unknown;
}['method'];

/** A text, each sentence in its language. */
export const inLanguages = (createElement: CreateElement, foreign: ForeignTexts, text: string | undefined): unknown =>
  text === undefined
    ? undefined
    : (foreign[text]?.flatMap(({ text: own, ...attributes }, index) => [
        createElement('span', { key: index, ...attributes }, own),
        ' ',
      ]) ?? text);
