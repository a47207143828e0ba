// Notices as a Svelte store, as a Vue ref, and as what observers expect.
// Run it with: npm run build && npx tsx examples/frameworks.ts

import { createSteadyFetch } from 'steadyfetch';
import { createNotices, type Notice } from 'steadyfetch/notices';
import { virtualClock } from 'steadyfetch/testing';
import { get } from 'svelte/store';
import { effectScope, onScopeDispose, shallowRef } from 'vue';

const clock = virtualClock();
const steady = createSteadyFetch({ fetch: async () => new Response('', { status: 502 }), clock, random: () => 0.5 });
const notices = createNotices(steady, { locale: 'en', clock });

// #region vue
function useNotices() {
  const current = shallowRef(notices.getSnapshot());
  onScopeDispose(notices.subscribe((next) => (current.value = next)));
  return current;
}
// #endregion vue

const scope = effectScope();
const ref = scope.run(useNotices);

const next = (current: readonly Notice[]) => console.log(current.map(({ phase }) => phase));
// #region observer
const subscription = notices.subscribe({ next });
// #endregion observer

const call = steady('https://api.example.com/', { steady: { notice: { importance: 'user' } } });
await clock.advance(1_500);

// #region svelte
// In a component: $notices
console.log(get(notices).length);
// #endregion svelte
console.log(ref?.value === notices.getSnapshot());

subscription.unsubscribe();
scope.stop();
await clock.advance(40_000);
await call;
// Prints:
// []
// [ 'waiting' ]
// 1
// true
