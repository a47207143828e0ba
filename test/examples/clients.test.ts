import { expect, test } from 'vitest';
import { steady } from '../../examples/clients/node-fetch.ts';
import { startUpstream } from '../support/scripted-upstream.ts';

test('the client over node-fetch retries, and gives what node-fetch gives', async () => {
  await using upstream = await startUpstream(502, { body: 'tea' });
  const response = await steady(upstream.url);
  expect([response.status, await response.text(), upstream.requests.length]).toEqual([200, 'tea', 2]);
});
