import { createSteadyFetch, reportOf } from 'steadyfetch';
import { compareAll } from './cases.ts';

const compareHere = () => compareAll(location.origin, { createSteadyFetch, reportOf });

declare global {
  interface Window {
    compareHere: typeof compareHere;
  }
}
window.compareHere = compareHere;
