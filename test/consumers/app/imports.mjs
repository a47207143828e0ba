import { call } from './call.js';

const end = await call(process.argv[2]);
console.log(JSON.stringify({ ...end, from: import.meta.resolve('steadyfetch') }));
