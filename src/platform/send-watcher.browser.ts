import type { Watch } from './send-watcher.ts';

/** Only Node reports what it sends. */
export class SendWatcher {
  watch(): Watch {
    return UNSEEN;
  }
}

const UNSEEN: Watch = { wasSeen: false, stop: () => {} };
