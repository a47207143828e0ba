import { createSteadyFetch } from 'steadyfetch';

/** What apps of SvelteKit do with the fetch of an event: hand it on, and ask relative addresses. */
export async function GET({ fetch, url }) {
  const steady = createSteadyFetch({ fetch, retry: { baseDelayMs: 20 } });
  const address = `/api/flaky?name=${url.searchParams.get('name')}`;
  const inputs = { absolute: new URL(address, url), relative: address, path: address.slice(1) };
  const init = url.searchParams.has('put') ? { method: 'PUT', body: 'whole' } : undefined;
  let attempts = 0;
  steady.on('attempt.ended', () => {
    attempts++;
  });
  try {
    const response = await steady(inputs[url.searchParams.get('kind')], init);
    return new Response(`${response.status} ${await response.text()} in ${attempts}`);
  } catch (error) {
    return new Response(`${error.name}: ${error.message} in ${attempts}`);
  } finally {
    steady.close();
  }
}
