import { BroadcastChannel } from 'node:worker_threads';
import { createVitest } from 'vitest/node';

/**
 * Runs the tests for Stryker in one worker of Vitest that lives on from mutant to mutant (`in-worker.ts`). Stryker's own runner starts
 * a worker for each mutant, which takes a hundred times as long as most of our tests.
 */
class OneWorker {
  #vitest;
  #channel = new BroadcastChannel('mutants');
  #answer = () => {};

  constructor() {
    this.#channel.onmessage = ({ data }) => {
      if ('answer' in data) this.#answer(data.answer);
    };
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async dryRun() {
    return { status: 'complete', ...(await this.#start()) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    // It is another process after a mutant that has run out of time.
    if (this.#vitest === undefined) await this.#start();
    const result = this.#next();
    this.#channel.postMessage({ ask: { mutant: activeMutant.id, tests: testFilter, hitLimit } });
    return result;
  }

  async dispose() {
    this.#channel.postMessage({ ask: 'stop' });
    await this.#vitest?.close();
    this.#channel.close();
  }

  #next() {
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  /** Runs all tests once, and leaves the worker waiting for mutants. */
  async #start() {
    this.#vitest = await createVitest('test', {
      config: 'test/mutants/vitest.config.ts',
      pool: 'threads',
      maxWorkers: 1,
      watch: false,
      reporters: [{}],
    });
    const files = await this.#vitest.globTestSpecifications();
    this.#vitest.provide('testFiles', files.length);
    const first = this.#next();
    void this.#vitest.runTestSpecifications(files);
    return first;
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'one-worker', injectableClass: OneWorker }];
