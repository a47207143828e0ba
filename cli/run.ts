import process from 'node:process';
import { systemClock } from '../src/platform/clock.ts';
import { main } from './main.ts';

const interrupt = new AbortController();
// Only once: where ending takes long, a second Ctrl-C ends the process.
process.once('SIGINT', () => interrupt.abort());
// A pager that is left early is no failure.
process.stdout.on('error', () => {});

const { stdout, stderr, env } = process;
process.exitCode = await main(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  signal: interrupt.signal,
  clock: systemClock(),
});
