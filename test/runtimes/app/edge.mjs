// Plays a bundle of in-page.mjs's kind in Vercel's Edge runtime, and prints one line of JSON as run.mjs does.
// Usage: edge.mjs BUNDLE ORIGIN
import { readFileSync } from 'node:fs';
import { EdgeVM } from '@edge-runtime/vm';

const [bundle, origin] = process.argv.slice(2);
const unhandled = [];
process.on('unhandledRejection', (error) => unhandled.push(String(error)));
const vm = new EdgeVM();
vm.evaluate(readFileSync(bundle, 'utf8'));
const results = await vm.evaluate(`playAll(${JSON.stringify(origin)})`);
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ results, unhandled, from: process.env.BUILD }));
