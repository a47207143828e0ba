// Plays every scenario of a file in the runtime that runs this one, and prints one line of JSON.
// Usage: run.mjs FILE ORIGIN
import { play } from './world.mjs';

const [file, origin] = process.argv.slice(2);
const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(String(error)));

// First, because it may change the globals, as polyfills do.
const { scenarios } = await import(`./${file}`);
const { createSteadyFetch } = await import('steadyfetch');
const results = {};
await Promise.all(
  Object.entries(scenarios).map(async ([title, scenario]) => {
    results[title] = await play(scenario, createSteadyFetch, origin);
  }),
);
// Some turns for an uncaught rejection.
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ results, unhandled, from: import.meta.resolve('steadyfetch') }));
// And then it has to end by itself: a timer that we left behind would keep it alive.
