// When the attempts of one call go out, with the defaults, while its upstream answers 502 and gets no other calls.
// Run it with: npm run build && npx tsx examples/timeline.ts

import { type Clock, createSteadyFetch } from 'steadyfetch';

let now = 0;
const clock: Clock = {
  now: () => now,
  wallNow: () => now,
  async sleep(ms, signal, { ref = true } = {}) {
    if (!ref) return new Promise(() => {});
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    now += ms;
  },
};

const steady = createSteadyFetch({ fetch: async () => new Response('', { status: 502 }), clock, random: () => 0.5 });
steady.on('attempt.started', ({ attempt }) => console.log(`${now} ms: attempt ${attempt}`));
steady.on('retry.scheduled', ({ delayMs, waitReason }) => console.log(`  wait ${delayMs} ms (${waitReason})`));
steady.on('call.waiting', ({ waitReason }) => console.log(`  wait (${waitReason})`));
steady.on('call.settled', ({ settledBecause }) => console.log(`${now} ms: ${settledBecause}`));
await steady('https://api.example.com/orders');

// Prints:
// 0 ms: attempt 1
//   wait 125 ms (backoff)
// 125 ms: attempt 2
//   wait 500 ms (circuit)
// 625 ms: attempt 3
//   wait 1000 ms (circuit)
// 1625 ms: attempt 4
//   wait 1000 ms (circuit)
// 2625 ms: attempt 5
//   wait 1000 ms (circuit)
// 3625 ms: attempt 6
//   wait 1000 ms (circuit)
// 4625 ms: attempt 7
//   wait 4000 ms (circuit)
// 5125 ms: circuit-open
