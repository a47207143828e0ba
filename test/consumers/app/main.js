import { call } from './call.js';

const print = async (url) => console.log(JSON.stringify(await call(url)));
void print(process.argv[2]);
