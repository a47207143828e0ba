import { setTimeout as sleep } from 'node:timers/promises';
import type { Door } from './door.ts';
import type { Ability } from './gateway.ts';
import type { Setup } from './run-gateway.ts';
import { type Act, CALL_ID } from './site.ts';

/** One call, and its way to the gateway. */
export interface CallThrough {
  readonly id: string;
  readonly origin: string;
}

/** Puts right what was broken, and resolves once the gateway has noticed. */
type Repair = () => Promise<void>;

/** One way in which a call through a gateway can go wrong. */
export interface Mode {
  readonly name: string;
  readonly path: string;
  /** Sent with the call. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What becomes of it: it passes, it stays, it cuts bodies short, or nothing is wrong. */
  readonly fate: 'passes' | 'stays' | 'cuts' | 'healthy';
  /** Gateways that lack this have no such mode. */
  readonly needs?: Ability;
  /** With gateways that lack this, it cannot be repaired in the middle of a call. */
  readonly repairNeeds?: Ability;
  /** Breaks what the call is going to need. */
  readonly break: (setup: Setup, call: CallThrough) => Promise<Repair>;
}

/** The app treats the call badly until it is repaired. */
export const appActs = (act: () => Act): Pick<Mode, 'path' | 'break'> => ({
  path: '/app/',
  break: async ({ site }, call) => {
    site.acts.set(call.id, act());
    return async () => {
      site.acts.delete(call.id);
    };
  },
});

/** The same, for a call that is sent on a connection on which another one went well before. */
export const appActsLater = (act: () => Act): Pick<Mode, 'path' | 'break'> => ({
  ...appActs(act),
  break: async (setup, call) => {
    await leaveConnection('/app/', call);
    return appActs(act).break(setup, call);
  },
});

/** Sends a request before the call's own, and keeps the connection that it was sent on. */
export async function leaveConnection(path: string, { id, origin }: CallThrough): Promise<void> {
  const response = await fetch(origin + path, { headers: { [CALL_ID]: `${id} before` } });
  await response.arrayBuffer();
  // Until a body's end is dealt with, its connection counts as busy, here and at the gateway.
  await sleep(20);
}

const NOTICE_MS = 10_000;

/** Asks by requests of our own until the gateway answers with a status like that. */
export async function until(
  setup: Setup,
  path: string,
  isDone: (status: number) => boolean,
  headers = {},
): Promise<void> {
  const giveUpAt = performance.now() + NOTICE_MS;
  for (;;) {
    const response = await fetch(setup.origin + path, { headers });
    await response.arrayBuffer();
    if (isDone(response.status)) return;
    if (performance.now() > giveUpAt)
      throw new Error(`${setup.gateway.name} keeps answering ${path} ${response.status}`);
    await sleep(50);
  }
}

export const isOk = (status: number) => status === 200;
export const isBad = (status: number) => status >= 500;

/** Some gateways leave an upstream alone for a while after it refused them, so that they are asked before a call is. */
export const behindDoor =
  (name: 'refused' | 'slammed', spoil: (door: Door) => Promise<void>): Mode['break'] =>
  async (setup) => {
    const door = setup.site.doors[name];
    await spoil(door);
    return async () => {
      await door.open();
      await until(setup, `/${name}/`, isOk);
    };
  };

export const maintenance = (path: string, fate: Mode['fate']): Omit<Mode, 'name'> => ({
  path,
  fate,
  repairNeeds: 'end-maintenance',
  break: async ({ gateway, site }) => {
    await gateway.setMaintenance?.(site, true);
    return async () => gateway.setMaintenance?.(site, false);
  },
});

export const nothing = async (): Promise<Repair> => async () => {};
