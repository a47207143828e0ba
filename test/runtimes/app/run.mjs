// Plays every scenario in the runtime that runs this file, and prints one line of JSON.
// Usage: run.mjs ORIGIN
import { createSteadyFetch } from 'steadyfetch';
import { runScenario, scenarios } from './scenarios.mjs';

const origin = process.argv[2];
const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(String(error)));

const results = {};
await Promise.all(
  Object.keys(scenarios).map(async (title) => {
    results[title] = await runScenario(title, createSteadyFetch, origin);
  }),
);
// Two turns for a rejection that nobody has caught.
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ results, unhandled }));
// And then it has to end by itself: a timer that we left behind would keep it alive.
