import { createSteadyFetch } from 'steadyfetch';

/** What the guides of SvelteKit do with the fetch of an event: hand it on, and ask relative addresses. */
export async function load({ fetch, url }) {
  const steady = createSteadyFetch({ fetch, retry: { baseDelayMs: 20 } });
  const address = `/api/flaky?name=${url.searchParams.get('name')}`;
  const inputs = { absolute: new URL(address, url), relative: address, path: address.slice(1) };
  const init = url.searchParams.has('put') ? { method: 'PUT', body: 'whole' } : undefined;
  const attempts = [];
  steady.on('attempt.ended', ({ attempt }) => attempts.push(attempt));
  try {
    const response = await steady(inputs[url.searchParams.get('kind')], init);
    return { shown: `${response.status} ${await response.text()}`, attempts: attempts.length };
  } catch (error) {
    return { shown: `${error.name}: ${error.message}`, attempts: attempts.length };
  } finally {
    steady.close();
  }
}
