import { call } from './call.js';

Object.assign(window, { called: call('/flaky') });
