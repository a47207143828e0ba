// The clock first: clients may keep the timers that they find when they are loaded.
import '../faults/virtual-time.ts';
import type { SteadyOptions } from '../../dist/index.js';
import { runOnce } from '../faults/run.ts';
import { type Answers, answer, QUESTIONS, worldOf } from './questions.ts';

/** One policy: a build of the library, and options. */
export interface Job {
  readonly name: string;
  readonly library: string;
  readonly options: SteadyOptions;
}

export interface Done {
  readonly name: string;
  readonly answers: Answers;
}

process.on('message', (job: Job) => {
  work(job).then(
    (answers) => process.send?.({ name: job.name, answers } satisfies Done),
    (error) => {
      console.error(job, error);
      process.exit(1);
    },
  );
});

async function work({ library, options }: Job): Promise<Answers> {
  const { createSteadyFetch } = (await import(library)) as typeof import('../../dist/index.js');
  const answers: Answers = [];
  let last: { world: string; result: Awaited<ReturnType<typeof runOnce>> } | undefined;
  for (const question of QUESTIONS) {
    const { world } = question;
    if (last?.world !== world) {
      last = { world, result: await runOnce(worldOf(question), (fetch) => createSteadyFetch({ ...options, fetch })) };
    }
    answers.push(answer(question, last.result));
  }
  return answers;
}

process.send?.('ready');
