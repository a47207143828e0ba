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
import {
  appActs,
  appActsLater,
  behindDoor,
  isBad,
  isOk,
  leaveConnection,
  type Mode,
  maintenance,
  nothing,
  until,
} from './break.ts';
import { TENANT } from './site.ts';

/** HTTP dates know no milliseconds. */
const inThreeSeconds = () => new Date(Date.now() + 3_000).toUTCString();

export const MODES: readonly Mode[] = [
  { name: 'healthy', fate: 'healthy', path: '/app/', break: nothing },
  { name: 'refused', fate: 'passes', path: '/refused/', break: behindDoor('refused', (door) => door.shut()) },
  { name: 'closed at accept', fate: 'passes', path: '/slammed/', break: behindDoor('slammed', (door) => door.slam()) },
  { name: 'closed before a byte', fate: 'passes', ...appActs(() => close) },
  {
    name: 'closed when reused',
    fate: 'passes',
    path: '/stale/',
    break: async (setup, call) => {
      setup.site.acts.set(call.id, closeWhenReused);
      setup.site.acts.set(`${call.id} before`, closeWhenReused);
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
    break: async (setup) => {
      const { pool } = setup.site.doors;
      await Promise.all(pool.map((door) => door.shut()));
      await until(setup, '/pool/', isBad);
      return async () => {
        await Promise.all(pool.map((door) => door.open()));
        await until(setup, '/pool/', isOk);
      };
    },
  },
  {
    name: 'unknown host',
    fate: 'passes',
    path: '/dns/',
    needs: 'dns',
    repairNeeds: 'own-dns',
    break: async (setup) => {
      const { nameServer } = setup.site;
      nameServer.knowsNames = false;
      await until(setup, '/dns/', isBad);
      return () => {
        nameServer.knowsNames = true;
        return until(setup, '/dns/', isOk);
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
    break: async (setup, call) => {
      await until(setup, '/limited/', (status) => status === 429, { [TENANT]: call.id });
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

/**
 * Not every engine notices this one: the undici in Node 20 takes whatever arrived for whole when an answer that is the
 * last on its connection ends between two chunks.
 */
export const UNNOTICED_CUT: Mode = {
  name: 'cut between chunks, last on its connection',
  fate: 'cuts',
  headers: { connection: 'close' },
  ...appActs(() => cutChunked),
};
