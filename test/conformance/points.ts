import { aborts } from './aborts.ts';
import { edges } from './edges.ts';
import { failures } from './failures.ts';
import { headers } from './headers.ts';
import { origins } from './origins.ts';
import type { Point } from './point.ts';
import { redirects } from './redirects.ts';
import { requests } from './requests.ts';
import { responses } from './responses.ts';

/** Each point by its title: what `fetch` does at its edges, after the Web Platform Tests of the Fetch standard. */
export const POINTS: readonly Point[] = [
  ...edges,
  ...requests,
  ...headers,
  ...responses,
  ...redirects,
  ...origins,
  ...aborts,
  ...failures,
];
