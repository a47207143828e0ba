// From fetch to steadyfetch: wrap it once, and show people one toast for as long as anything is in trouble.
// Run it with: npm run build && npx tsx examples/getting-started.ts

// #region wrap
import { createSteadyFetch } from 'steadyfetch';
// #endregion wrap
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, { body: '{"id":7}' });
const api = server.url;
const toast = { show: (text: string) => console.log(`[ ${text} ]`), hide: () => console.log('[ ]') };

// #region wrap
const steady = createSteadyFetch();
// #endregion wrap

// #region toast
const inTrouble = new Set<number>();
steady.subscribe((event) => {
  if (event.type === 'retry.scheduled' || event.type === 'call.waiting') inTrouble.add(event.callId);
  else if (event.type !== 'call.settled' || !inTrouble.delete(event.callId)) return;
  if (inTrouble.size > 0) toast.show('The server does not answer. Trying again…');
  else toast.hide();
});
// #endregion toast

// #region call
const response = await steady(`${api}/orders/7`);
if (!response.ok) throw new Error(`No order: ${response.status}`);
const order = await response.json();
// #endregion call

console.log(order);
await server.close();

// Prints:
// [ The server does not answer. Trying again… ]
// [ ]
// { id: 7 }
