import { setTimeout as sleep } from 'node:timers/promises';
import {
  close,
  closeWhenReused,
  cutByReset,
  cutChunked,
  cutLength,
  garbage,
  hang,
  reset,
  respond,
  stall,
} from './acts.ts';
import type { Door } from './door.ts';
import type { Ability } from './gateway.ts';
import type { Scene } from './run-gateway.ts';
import { type Act, CALL_ID, TENANT } from './site.ts';

/** One call, and its way to the gateway. */
export interface CallThrough {
  readonly id: string;
  readonly origin: string;
}

/** Puts right what was broken, and resolves once the gateway has noticed. */
export type Mend = () => Promise<void>;

/** One way in which a call through a gateway can go wrong. */
export interface Mode {
  readonly name: string;
  readonly path: string;
  /** What becomes of it: it passes, it stays, it cuts bodies short, or nothing is wrong. */
  readonly fate: 'passes' | 'stays' | 'cuts' | 'healthy';
  /** Gateways that lack this have no such mode. */
  readonly needs?: Ability;
  /** With gateways that lack this, it cannot be mended in the middle of a call. */
  readonly mendNeeds?: Ability;
  /** Breaks what the call is going to need. */
  readonly break: (scene: Scene, call: CallThrough) => Promise<Mend>;
}

/** The app treats the call badly until it is mended. */
const appActs = (act: () => Act): Pick<Mode, 'path' | 'break'> => ({
  path: '/app/',
  break: async ({ site }, call) => {
    site.acts.set(call.id, act());
    return async () => {
      site.acts.delete(call.id);
    };
  },
});

/** The same, for a call that is sent on a connection on which another one went well before. */
const appActsLater = (act: () => Act): Pick<Mode, 'path' | 'break'> => ({
  ...appActs(act),
  break: async (scene, call) => {
    await leaveConnection('/app/', call);
    return appActs(act).break(scene, call);
  },
});

/** Sends a request before the call's own, and keeps the connection that it was sent on. */
async function leaveConnection(path: string, { id, origin }: CallThrough): Promise<void> {
  const response = await fetch(origin + path, { headers: { [CALL_ID]: `${id} before` } });
  await response.arrayBuffer();
  // Until a body's end is dealt with, its connection counts as busy, here and at the gateway.
  await sleep(20);
}

const NOTICE_MS = 10_000;

/** Asks by requests of our own until the gateway answers with a status like that. */
async function until(scene: Scene, path: string, isDone: (status: number) => boolean, headers = {}): Promise<void> {
  const giveUpAt = performance.now() + NOTICE_MS;
  for (;;) {
    const response = await fetch(scene.origin + path, { headers });
    await response.arrayBuffer();
    if (isDone(response.status)) return;
    if (performance.now() > giveUpAt)
      throw new Error(`${scene.gateway.name} keeps answering ${path} ${response.status}`);
    await sleep(50);
  }
}

const isOk = (status: number) => status === 200;
const isBad = (status: number) => status >= 500;

/** Some gateways leave an upstream alone for a while after it refused them, so that they are asked before a call is. */
const behindDoor =
  (name: 'refused' | 'slammed', spoil: (door: Door) => Promise<void>): Mode['break'] =>
  async (scene) => {
    const door = scene.site.doors[name];
    await spoil(door);
    return async () => {
      await door.open();
      await until(scene, `/${name}/`, isOk);
    };
  };

const maintenance = (path: string, fate: Mode['fate']): Omit<Mode, 'name'> => ({
  path,
  fate,
  mendNeeds: 'end-maintenance',
  break: async ({ gateway, site }) => {
    await gateway.setMaintenance?.(site, true);
    return async () => gateway.setMaintenance?.(site, false);
  },
});

/** HTTP dates know no milliseconds. */
const inThreeSeconds = () => new Date(Date.now() + 3_000).toUTCString();

const nothing = async (): Promise<Mend> => async () => {};

export const MODES: readonly Mode[] = [
  { name: 'healthy', fate: 'healthy', path: '/app/', break: nothing },
  { name: 'refused', fate: 'passes', path: '/refused/', break: behindDoor('refused', (door) => door.shut()) },
  { name: 'closed at accept', fate: 'passes', path: '/slammed/', break: behindDoor('slammed', (door) => door.slam()) },
  { name: 'closed before a byte', fate: 'passes', ...appActs(() => close) },
  {
    name: 'closed when reused',
    fate: 'passes',
    path: '/stale/',
    break: async (scene, call) => {
      scene.site.acts.set(call.id, closeWhenReused);
      scene.site.acts.set(`${call.id} before`, closeWhenReused);
      await leaveConnection('/stale/', call);
      return async () => {};
    },
  },
  { name: 'closed, second on a connection', fate: 'passes', ...appActsLater(() => close) },
  { name: 'reset', fate: 'passes', ...appActs(() => reset) },
  { name: 'reset, second on a connection', fate: 'passes', ...appActsLater(() => reset) },
  { name: 'hang', fate: 'passes', ...appActs(() => hang) },
  { name: 'garbage', fate: 'passes', ...appActs(() => garbage) },
  { name: 'cut by length', fate: 'cuts', ...appActs(() => cutLength) },
  { name: 'cut between chunks', fate: 'cuts', ...appActs(() => cutChunked) },
  { name: 'cut by a reset', fate: 'cuts', ...appActs(() => cutByReset) },
  { name: 'stalled body', fate: 'cuts', ...appActs(() => stall) },
  {
    name: 'all backends down',
    fate: 'passes',
    path: '/pool/',
    break: async (scene) => {
      const { pool } = scene.site.doors;
      await Promise.all(pool.map((door) => door.shut()));
      await until(scene, '/pool/', isBad);
      return async () => {
        await Promise.all(pool.map((door) => door.open()));
        await until(scene, '/pool/', isOk);
      };
    },
  },
  {
    name: 'unknown host',
    fate: 'passes',
    path: '/dns/',
    needs: 'dns',
    mendNeeds: 'own-dns',
    break: async (scene) => {
      const { nameServer } = scene.site;
      nameServer.knowsNames = false;
      await until(scene, '/dns/', isBad);
      return () => {
        nameServer.knowsNames = true;
        return until(scene, '/dns/', isOk);
      };
    },
  },
  { name: 'TLS to a plain port', fate: 'stays', path: '/tls/', needs: 'tls', break: nothing },
  { name: 'maintenance, seconds', ...maintenance('/maintenance-seconds/', 'passes') },
  { name: 'maintenance, a date in ten years', ...maintenance('/maintenance-date/', 'stays') },
  {
    name: 'rate limit',
    fate: 'passes',
    path: '/limited/',
    needs: 'rate-limit',
    break: async (scene, call) => {
      await until(scene, '/limited/', (status) => status === 429, { [TENANT]: call.id });
      // One request per second, by any way of counting.
      return () => sleep(2_100);
    },
  },
  { name: '502 of the app', fate: 'passes', ...appActs(() => respond(502)) },
  { name: '503 of the app', fate: 'passes', ...appActs(() => respond(503)) },
  { name: '503 of the app, seconds', fate: 'passes', ...appActs(() => respond(503, { 'retry-after': '1' })) },
  {
    name: '503 of the app, a date',
    fate: 'passes',
    ...appActs(() => respond(503, { 'retry-after': inThreeSeconds() })),
  },
  { name: '504 of the app', fate: 'passes', ...appActs(() => respond(504)) },
  { name: '429 of the app, seconds', fate: 'passes', ...appActs(() => respond(429, { 'retry-after': '1' })) },
];
