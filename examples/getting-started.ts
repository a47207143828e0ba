// From fetch to steadyfetch: wrap it once, and tell people what is going on where a retry does not help at once.
// Run it with: npm run build && npx tsx examples/getting-started.ts

// #region wrap
import { createSteadyFetch } from 'steadyfetch';
// #endregion wrap
// #region notices
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
// #endregion notices
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(502, { body: '{"id":7}' });
const api = server.url;

// #region wrap
const steady = createSteadyFetch();
// #endregion wrap

// #region notices
const notices = createNotices(steady, { label: () => 'Orders' });
mountNotices(notices);
// #endregion notices

// #region call
const response = await steady(`${api}/orders/7`);
if (!response.ok) throw new Error(`No order: ${response.status}`);
const order = await response.json();
// #endregion call

console.log(order);
await server.close();

// Prints:
// { id: 7 }
