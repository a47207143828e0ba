// How an app tests what it does in bad weather: its own fetch, and a clock that does not wait.
// Run it with: npm run build && npx tsx examples/testing.ts

// #region clock
import { type Clock, createSteadyFetch } from 'steadyfetch';

/** Every wait is over at once; time limits, which sleep with `ref: false`, never strike. */
function impatientClock(): Clock {
  let skippedMs = 0;
  return {
    now: () => performance.now() + skippedMs,
    wallNow: () => Date.now() + skippedMs,
    async sleep(ms, signal, { ref = true } = {}) {
      if (!ref) return new Promise(() => {});
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      skippedMs += ms;
    },
  };
}
// #endregion clock

// #region test
const answers = [502, 503, 200];
const steady = createSteadyFetch({
  fetch: async () => new Response('tea', { status: answers.shift() ?? 200 }),
  clock: impatientClock(),
});

const response = await steady('https://shop.example.com/catalogue');
console.log(response.status, await response.text(), answers.length);
// #endregion test

// Prints:
// 200 tea 0
