import { createSteadyFetch } from 'steadyfetch';

/** One client for all requests, as the guides say. */
export const clients = { steady: createSteadyFetch(), bare: (input, init) => fetch(input, init) };

export const origin = process.env.ORIGIN;

export const shown = async (call) => {
  try {
    const response = await call;
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return `${error.name}: ${error.message}`;
  }
};
