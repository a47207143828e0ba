// Uploads in parts, and polling.
// Run it with: npm run build && npx tsx examples/recipes.ts

import { createSteadyFetch } from 'steadyfetch';
import { startUpstream } from '../test/support/scripted-upstream.ts';

const server = await startUpstream(200, 502, 200);
const api = server.url;
const steady = createSteadyFetch();

// #region upload
const PART_SIZE = 5 * 1024 * 1024;

/** What fails is one part, and only that part is sent again. */
async function upload(file: Blob, url: string) {
  for (let at = 0; at < file.size; at += PART_SIZE) {
    const part = file.slice(at, at + PART_SIZE);
    const response = await steady(`${url}?at=${at}`, { method: 'PUT', body: part });
    if (!response.ok) throw new Error(`The upload stopped at byte ${at}: ${response.status}`);
  }
}
// #endregion upload

await upload(new Blob([new Uint8Array(2 * PART_SIZE)]), `${api}/films/7`);
console.log(server.requests.map(({ path, body }) => `${path} ${body.length}`));

server.play(502, 200);
// #region poll
/** The next poll is the retry, and no user waits for it. */
const poll = () => steady(`${api}/inbox`, { steady: { maxAttempts: 1, notice: { importance: 'background' } } });
// #endregion poll
console.log((await poll()).status, (await poll()).status);

await server.close();

// Prints:
// [
//   '/films/7?at=0 5242880',
//   '/films/7?at=5242880 5242880',
//   '/films/7?at=5242880 5242880'
// ]
// 502 200
