// A client that sends through node-fetch, whose types are not those of the platform.

// #region cast
import nodeFetch from 'node-fetch';
import { createSteadyFetch } from 'steadyfetch';

export const steady = createSteadyFetch({ fetch: nodeFetch as unknown as typeof fetch });
// #endregion cast
