import type { Facts } from './specialize.ts';

/** What of opossum never matters as `src/circuit/breaker.ts` uses it. */
export const OPOSSUM: Readonly<Record<string, Facts>> = {
  'lib/circuit.js': {
    always: ['this[ENABLED]', 'this.semaphore.test()', "typeof result.then === 'function'"],
    never: [
      // The action is a function, and throws within the call.
      ...['!action', "typeof action !== 'function'", 'promise.then(…', "this.on('success…"],
      // No timeout, no filter of errors, no fallback.
      ...['this.options.timeout', 'timeoutError', "this.on('timeout…"],
      ...['this.options.errorFilter', 'circuit.options.errorFilter(error, ...args)'],
      ...['this[FALLBACK_FUNCTION]', 'fallback(…', 'fb', "this.on('fallback…"],
      // No cache, no coalescing, no capacity.
      ...[
        'this.options.cache',
        'this.options.cacheTTL',
        'this.options.cacheGetKey',
        "this.on('cache…",
        'this.clearCache()',
      ],
      ...['this.options.coalesce', 'this.options.coalesceTTL', 'this.options.coalesceResetOn', "this.on('coalesce…"],
      ...['this.options.coalesceCache', 'resetCoalesce(…'],
      ...['this.options.capacity', 'this.semaphore', 'this.semaphore.release()', "this.on('semaphoreLocked…"],
      // No abort controller.
      ...['options.abortController', 'options.autoRenewAbortController', 'this.options.abortController'],
      ...['circuit._renewAbortControllerIfNeeded()', 'this._renewAbortControllerIfNeeded()'],
      // Begun closed and enabled, without warm-up or a state of old.
      ...['this[WARMING_UP]', 'this[WARMUP_TIMEOUT]', 'circuit.warmUp', 'this.options.status', 'options.state'],
      ...['this[SHUTDOWN]', 'this[CLOSED]', 'this[OPEN]', 'this[HALF_OPEN]', 'circuit[LAST_TIMER_AT]'],
      // Names are never read, nor anything of a bucket except its counts.
      ...['this[NAME]', 'this[GROUP]', 'error[OUR_ERROR]', 'options.maxFailures'],
      ...["this.on('close…", "this.on('open', _ =…"],
      ...['this.options.enableSnapshots', 'this.options.rollingPercentilesEnabled'],
    ],
    unused: [
      ...['isOurError', 'newStatus', '_renewAbortControllerIfNeeded', 'name', 'group', 'toJSON', 'enabled', 'warmUp'],
      ...['fallback', 'clearCache', 'healthCheck', 'enable', 'getSignal', 'getAbortController'],
    ],
  },
  'lib/status.js': {
    always: [],
    never: [
      // No snapshots, no latencies, no counts of old.
      ...['this.enableSnapshots', 'this.rollingPercentilesEnabled', 'this[PERCENTILES]', 'this[PERCENTILES].forEach(…'],
      ...['totals.latencyMean', 'this[WINDOW][0].latencyTimes.push(…', 'options.stats'],
      // The window is turned from outside.
      ...['this[BUCKET_INTERVAL]', "typeof this[BUCKET_INTERVAL].unref === 'function'"],
      'this.rotateBucketController === undefined',
    ],
    unused: ['open', 'close'],
  },
};

/** What of p-retry never matters as `src/retry/retry.ts` uses it: with errors of our own, and with every wait in `shouldRetry`. */
export const P_RETRY: Readonly<Record<string, Facts>> = {
  'index.js': {
    always: ['!isNetworkError(normalizedError)', 'consumeRetry'],
    never: [
      // The options are ours.
      ...['validateRetries(…', 'validateNumberOption(…', "Object.hasOwn(options, 'forever')", '!(options.factor > 0)'],
      // Every round counts. No error or signal of its own aborts it: an abort is an outcome.
      ...['options.shouldConsumeRetry', 'await options.shouldConsumeRetry(context)'],
      ...['options.onFailedAttempt', 'await options.onFailedAttempt(context)'],
      ...['normalizedError instanceof AbortError', 'options.signal'],
      // Its waits are zero, and it has all the time there is.
      ...['options.factor', 'options.minTimeout', 'options.maxTimeout', 'options.randomize', 'options.unref'],
      ...['calculateDelay(…', 'Math.min(delayTime, remainingTime)', 'finalDelay > 0'],
      ...['options.maxRetryTime', 'performance.now()', 'calculateRemainingTime(…', 'remainingTime <= 0'],
      'calculateRemainingTime(startTime, maxRetryTime) <= 0',
    ],
    unused: [],
  },
};
