// For a bundle: what plays every scenario, where there are no modules.
import { createSteadyFetch } from 'steadyfetch';
import { scenarios as cards } from './cards.mjs';
import { scenarios } from './scenarios.mjs';
import { play } from './world.mjs';

/** One after the other: a browser has six connections to a server, and some scenarios keep one. */
globalThis.playAll = async (origin) => {
  const results = {};
  const all = typeof document === 'undefined' ? scenarios : { ...scenarios, ...cards };
  for (const [title, scenario] of Object.entries(all)) results[title] = await play(scenario, createSteadyFetch, origin);
  return results;
};
