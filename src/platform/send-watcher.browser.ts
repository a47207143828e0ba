import type { Watch } from './send-watcher.ts';

/** Only Node tells what it sends. */
export class SendWatcher {
  watch(): Watch {
    return UNSEEN;
  }
}

const UNSEEN: Watch = { wasSeen: false, stop: () => {} };
