// The client of the README: one for the whole app.

// #region file
// src/steady.ts
import { createSteadyFetch } from 'steadyfetch';

export const steady = createSteadyFetch();
// #endregion file
