// Keeps one gateway running for as long as the other end of stdin is open, and then cleans up after it:
// the parent may be killed in any way, and still no gateway is left behind.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import process, { argv, exit, stdin } from 'node:process';

const [folder, program, ...args] = argv.slice(2);
const gateway = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

const end = () => {
  gateway.kill('SIGTERM');
  setTimeout(() => gateway.kill('SIGKILL'), 3_000);
};
stdin.resume().once('close', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

const leave = (exitCode) => {
  // As long as stdin is open, the parent may want to read what went wrong.
  if (stdin.destroyed) rmSync(folder, { recursive: true, force: true });
  exit(exitCode);
};
gateway.once('error', () => leave(127));
gateway.once('exit', (exitCode) => leave(exitCode ?? 1));
