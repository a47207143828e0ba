// Clients that need a page, over a fetch of ours: set up with their own retries as shipped, or with our recipe, which switches them off.
import { ErrorDetails, Events, FetchLoader, Hls } from 'hls.js';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { createSteadyFetch } from 'steadyfetch';
import useSWR, { SWRConfig } from 'swr';
import { WITHOUT_RETRIES } from '../../../examples/clients/hls.ts';

const bare = globalThis.fetch;

/** Ends with what a component gets: data, or the first error. */
function swr(fetch, url, own) {
  const load = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw Object.assign(new Error('no answer'), { status: response.status });
    return response.json();
  };
  return new Promise((resolve, reject) => {
    const Tea = () => {
      const { data, error } = useSWR(url, load);
      if (data !== undefined) resolve(data);
      if (error !== undefined) reject(error);
      return null;
    };
    // Its retries come at once, so that a test sees whether there are any.
    const value = { provider: () => new Map(), errorRetryInterval: 1, ...(own ? {} : { shouldRetryOnError: false }) };
    createRoot(document.createElement('div')).render(createElement(SWRConfig, { value }, createElement(Tea)));
  });
}

/** Plays until all of it is loaded, and ends with how many seconds that is; or with the first error that it gives up for. */
function hls(fetch, url, own) {
  globalThis.fetch = fetch;
  const player = new Hls({ loader: FetchLoader, enableWorker: false, ...(own ? {} : WITHOUT_RETRIES) });
  const audio = document.createElement('audio');
  const end = new Promise((resolve, reject) => {
    player.on(Events.BUFFERED_TO_END, () => resolve(Math.round(audio.buffered.end(0))));
    player.on(Events.ERROR, (_, { details, fatal, response }) => {
      const isNetwork = [ErrorDetails.MANIFEST_LOAD_ERROR, ErrorDetails.FRAG_LOAD_ERROR].includes(details);
      if (fatal) reject(Object.assign(new Error(details), isNetwork ? { status: response?.code } : {}));
    });
  });
  player.loadSource(`${url}/list.m3u8`);
  player.attachMedia(audio);
  return end.finally(() => {
    player.destroy();
    globalThis.fetch = bare;
  });
}

const CLIENTS = { swr, hls };

/** What the client gives the app. */
window.play = async (name, url, variant) => {
  const steady = createSteadyFetch({ retry: { maxAttempts: 4 } });
  return CLIENTS[name](variant === 'bare' ? bare : steady, url, variant !== 'recipe')
    .catch(({ name: error, message, status }) => ({ error, message, status }))
    .finally(() => steady.close());
};
