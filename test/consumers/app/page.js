import { call } from './call.js';

// What is served by an app's own server finds the service at another address.
const service = new URLSearchParams(location.search).get('service') ?? '/flaky';
Object.assign(window, { called: call(service) });
