import { fork } from 'node:child_process';

const WORKERS = 2;

/** Has all jobs done by processes that run one program: it sends `ready` once, and then an answer to each job. */
export async function haveDone<Job, Done>(program: URL, jobs: readonly Job[]): Promise<Done[]> {
  const left = [...jobs];
  const all: Done[] = [];
  const employ = () =>
    new Promise<void>((resolve, reject) => {
      // Or what never happened, which is Infinity, would arrive as null.
      const worker = fork(program, { serialization: 'advanced' });
      worker.on('message', (message: Done | 'ready') => {
        if (message !== 'ready') all.push(message);
        const job = left.shift();
        if (job !== undefined) {
          worker.send(job as object);
          return;
        }
        worker.removeAllListeners('exit');
        worker.kill();
        resolve();
      });
      worker.on('exit', (code) => reject(new Error(`A worker ended with ${code}`)));
    });
  await Promise.all(Array.from({ length: WORKERS }, employ));
  return all;
}
