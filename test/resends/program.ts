import { createSteadyFetch, reportOf } from 'steadyfetch';
import { compareAll } from './cases.ts';

// Runs in any runtime that can say what it was started with: `program.mjs ORIGIN`.

const [, , origin = ''] = process.argv;
console.log(JSON.stringify(await compareAll(origin, { createSteadyFetch, reportOf })));
