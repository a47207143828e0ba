// Asks the built app, as an adapter would, and prints what it answers.
// Usage: serve.mjs PATH...
import { Server } from './.svelte-kit/output/server/index.js';
import { manifest } from './.svelte-kit/output/server/manifest.js';

const server = new Server(manifest);
await server.init({ env: {} });
const shown = {};
for (const path of process.argv.slice(2)) {
  const response = await server.respond(new Request(`http://app.test${path}`), { getClientAddress: () => '127.0.0.1' });
  shown[path] = await response.text();
}
console.log(JSON.stringify(shown));
process.exit();
