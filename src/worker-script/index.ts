// The whole of `dist/steadyfetch.service-worker.js`: a service worker for a site without a build.
import { serveSteadily } from '../service-worker/index.ts';

interface WorkerScope {
  readonly registration: { readonly navigationPreload?: { enable(): Promise<void> } };
  readonly location: { readonly search: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: string, listener: (event: { waitUntil(until: Promise<unknown>): void }) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
const label = new URLSearchParams(scope.location.search).get('label');
serveSteadily(label === null ? {} : { label });

// It keeps nothing of a site, so there is nothing that a page could need an older one for.
scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => {
  // The browser then sends each navigation itself first, as without a worker: Firefox makes another request of what a worker sends.
  const preload = scope.registration.navigationPreload?.enable();
  event.waitUntil(Promise.all([scope.clients.claim(), preload]));
});
