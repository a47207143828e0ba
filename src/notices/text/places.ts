import type { PhraseFacts } from './phrase.ts';

/** Each fact is its own place, so that a function shows where it puts what. */
export const PLACES: PhraseFacts = {
  service: '{service}',
  Service: '{Service}',
  what: '{what}',
  in: '{in}',
  wait: '{wait}',
  time: '{time}',
  duration: '{duration}',
  list: '{list}',
  n: 2,
  title: '{title}',
  text: '{text}',
  code: '{code}',
  reference: '{reference}',
};
