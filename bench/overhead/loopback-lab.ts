import { serve } from './serve.ts';
import { subjectNamed } from './subjects.ts';

export interface LoopbackTask {
  readonly requests: number;
  readonly atOnce: number;
}

const [name = '', port] = process.argv.slice(2);
const call = await subjectNamed(name).open(globalThis.fetch);

/** Processor time of this process per request, in microseconds, until the body has been read. */
serve(async ({ requests, atOnce }: LoopbackTask): Promise<number> => {
  let left = requests;
  const lane = async () => {
    while (left-- > 0) {
      const answer = await call(`http://127.0.0.1:${port}/items/${left & 63}`);
      await answer.text();
    }
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
});
