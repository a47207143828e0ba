// Plays every scenario in React Native, and prints one line of JSON.
import 'react-native/setup-env';
import { createSteadyFetch } from 'steadyfetch';
import { play, sleep } from '../world.mjs';
import { scenarios } from './hermes.mjs';

const { given, HermesInternal, print } = globalThis;
const unhandled = [];
// As React Native does in development.
HermesInternal.enablePromiseRejectionTracker({
  allRejections: true,
  onUnhandled: (_id, error) => unhandled.push(String(error)),
});

async function main() {
  const results = {};
  // One after the other, so that each may count the timers.
  for (const [title, scenario] of Object.entries(scenarios)) {
    results[title] = await play(scenario, createSteadyFetch, 'http://origin.test');
  }
  // A rejection counts as unhandled after two seconds.
  await sleep(5_000);
  print(JSON.stringify({ results, unhandled, from: given.taken.find((path) => path.endsWith('/index.js')) }));
}

main().catch((error) => print(`${error}\n${error.stack}`));
