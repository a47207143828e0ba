import type { Call } from './call.ts';
import type { Core } from './core.ts';
import type { Admission, WaitingRoom } from './waiting-room.ts';

/** How a wait outside the waiting room ended. */
export type Waited =
  | { readonly kind: 'elapsed' | 'probe' | 'follow' | 'aborted' }
  | { readonly kind: 'cancelled'; readonly reason: unknown };

interface SleepOptions {
  /** May it end when another call's probe succeeds? Not if the server has asked this one to wait for a certain time. */
  readonly mayFollow?: boolean;
  /** Called once the wait has begun, and `cancel` and `retryNow` would find it. */
  readonly started?: () => void;
  /** Something else that ends it; gets the way to do so, and returns how to stop it. */
  readonly wakeOn?: (wake: () => void) => () => void;
}

/** Sleeps through a backoff. The caller's abort, `cancel` and `retryNow` end it at once. */
export function sleep(
  core: Core,
  call: Call,
  ms: number,
  { mayFollow = false, started, wakeOn }: SleepOptions = {},
): Promise<Waited> {
  const { sleepers } = call.upstream;
  return new Promise((resolve) => {
    const alarm = new AbortController();
    let stopListening = () => {};
    let stopWaking = () => {};
    const end = (waited: Waited) => {
      if (!sleepers.delete(sleeper)) return;
      stopListening();
      stopWaking();
      alarm.abort();
      resolve(waited);
    };
    const sleeper = {
      mayFollow,
      wake: (kind: 'probe' | 'follow') => end({ kind }),
      cancel: (reason: unknown) => end({ kind: 'cancelled', reason }),
    };
    sleepers.add(sleeper);
    stopListening = core.aborts.when(call.terms.signal, () => end({ kind: 'aborted' }));
    if (wakeOn !== undefined) stopWaking = wakeOn(() => end({ kind: 'elapsed' }));
    core.clock.sleep(ms, alarm.signal).then(
      () => end({ kind: 'elapsed' }),
      () => {},
    );
    if (sleepers.has(sleeper)) started?.();
  });
}

/** Waits for the network to return, within the deadline. */
export const waitForNetwork = (core: Core, call: Call, started: () => void): Promise<Waited> =>
  sleep(core, call, call.deadlineAt - core.clock.now(), {
    started,
    wakeOn: (wake) =>
      core.online.subscribe(() => {
        if (core.online.isOnline()) wake();
      }),
  });

/** Waits in the upstream's room. The caller's abort ends it at once. `started` is called once it has begun. */
export async function waitForUpstream(
  core: Core,
  call: Call,
  room: WaitingRoom,
  started?: () => void,
): Promise<Admission> {
  let stopListening = () => {};
  const admission = await room.wait(call, (leave) => {
    stopListening = core.aborts.when(call.terms.signal, () => leave({ kind: 'aborted' }));
    started?.();
  });
  stopListening();
  return admission;
}
