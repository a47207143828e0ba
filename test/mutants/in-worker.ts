import { BroadcastChannel } from 'node:worker_threads';
import { inject, type RunnerTestSuite as Suite, type RunnerTestCase as Test, TestRunner } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    testFiles: number;
  }
}

/** What Stryker's code in the sources reads and writes. */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: unknown;
}

interface Order {
  readonly mutant: string;
  readonly tests?: readonly string[];
  readonly hitLimit?: number;
}

/** A test that takes so much longer than without a mutant never ends, in ms. */
const GIVE_UP_AFTER_MS = 5_000;
// Tests may fake timers.
const { setTimeout, clearTimeout } = globalThis;

/** Runs all tests once, as Vitest does, and then those that Stryker names, with a mutant each time, for as long as Stryker wants. */
export default class InWorker extends TestRunner {
  readonly #channel = new BroadcastChannel('mutants');
  readonly #tests = new Map<string, { readonly test: Test; readonly tookMs: number }>();
  readonly #switch: Switch = {};
  #filesToGo = inject('testFiles');
  #startedAt = 0;

  constructor(...args: ConstructorParameters<typeof TestRunner>) {
    super(...args);
    Reflect.set(globalThis, '__stryker__', this.#switch);
  }

  override onBeforeTryTask(test: Test): void {
    super.onBeforeTryTask(test);
    this.#switch.currentTestId = test.id;
    this.#startedAt = performance.now();
  }

  override onAfterRunTask(test: Test): void {
    super.onAfterRunTask(test);
    this.#switch.currentTestId = undefined;
    this.#tests.set(test.id, { test, tookMs: performance.now() - this.#startedAt });
  }

  override async onAfterRunFiles(): Promise<void> {
    super.onAfterRunFiles();
    if (--this.#filesToGo > 0) return;
    const orders = new Promise<void>((resolve) => {
      this.#channel.onmessage = async (message) => {
        const { ask } = (message as { data: { ask?: Order | 'stop' } }).data;
        if (ask === 'stop') resolve();
        else if (ask !== undefined) this.#channel.postMessage({ answer: await this.#try(ask).catch(failed) });
      };
    });
    const tests = [];
    // What follows is counted, too, but not for the test that it belongs to.
    const mutantCoverage = structuredClone(this.#switch.mutantCoverage);
    for (const { test, tookMs } of this.#tests.values()) {
      const told = { id: test.id, name: test.fullName, fileName: test.file.filepath, timeSpentMs: tookMs };
      const isSkipped = test.result?.state !== 'pass' && test.result?.state !== 'fail';
      // What does not pass again without a mutant would find each of them.
      const failureMessage = isSkipped
        ? undefined
        : (test.result?.errors?.[0]?.message ?? (await this.#run(test, tookMs)));
      if (failureMessage !== undefined) tests.push({ ...told, status: 1, failureMessage });
      else tests.push({ ...told, status: isSkipped ? 2 : 0 });
    }
    this.#channel.postMessage({ answer: { tests, mutantCoverage } });
    await orders;
    this.#channel.close();
  }

  /** Up to the first test that fails; the quickest first. */
  async #try({ mutant, tests = [...this.#tests.keys()], hitLimit }: Order): Promise<object> {
    const known = tests.flatMap((id) => this.#tests.get(id) ?? []).sort((one, other) => one.tookMs - other.tookMs);
    Object.assign(this.#switch, { activeMutant: mutant, hitCount: 0, hitLimit });
    try {
      for (const [at, { test, tookMs }] of known.entries()) {
        const failure = await this.#run(test, tookMs);
        if (hitLimit !== undefined && (this.#switch.hitCount ?? 0) > hitLimit)
          return { status: 'timeout', reason: 'hit limit' };
        if (failure !== undefined) {
          return { status: 'killed', killedBy: [test.id], failureMessage: failure, nrOfTests: at + 1 };
        }
      }
      return { status: 'survived', nrOfTests: known.length };
    } finally {
      this.#switch.activeMutant = undefined;
    }
  }

  /** As Vitest runs it, hooks included. Returns what went wrong. */
  async #run(test: Test, tookMs: number): Promise<string | undefined> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<string>((resolve) => {
      timer = setTimeout(() => resolve('it does not end'), GIVE_UP_AFTER_MS + 20 * tookMs);
    });
    const act = async (): Promise<undefined> => {
      await this.#callHooks('beforeEach', test);
      await TestRunner.getTestFn(test)();
    };
    const failure = await Promise.race([act().catch((error) => String(error?.message ?? error)), late]);
    clearTimeout(timer);
    await this.#callHooks('afterEach', test).catch(() => {});
    return failure;
  }

  async #callHooks(name: 'beforeEach' | 'afterEach', test: Test): Promise<void> {
    const suites: Suite[] = [];
    for (let suite: Suite | undefined = test.suite ?? test.file; suite; suite = parentOf(suite)) suites.unshift(suite);
    for (const suite of suites)
      for (const hook of TestRunner.getSuiteHooks(suite)[name]) await hook(test.context, suite);
  }
}

const parentOf = (suite: Suite): Suite | undefined => ('filepath' in suite ? undefined : (suite.suite ?? suite.file));

const failed = (error: unknown): object => ({ status: 'error', errorMessage: String(error) });
