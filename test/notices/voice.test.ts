import { describe, expect, test } from 'vitest';
import { CAUSES, everyNotice, NOON, noticeOf } from '../../src/notices/every-notice.ts';
import type { Notice, NoticeCause } from '../../src/notices/index.ts';
import { TextRenderer } from '../../src/notices/text/render.ts';

const voice = new TextRenderer({ locale: 'en-GB' }, (act) => act());

const photos = { label: 'Photos' } as const;
const inTenSeconds = { waitMs: 10_000 } as const;
const request = { scope: { kind: 'request', key: '1' } } as const;
const device = { scope: { kind: 'device' } } as const;
const many = { scope: { kind: 'many', keys: ['1', '2', '3', '4'] } } as const;

/** What people read, and what is said aloud, politely or not. */
interface Told {
  readonly tone: string;
  readonly title: string;
  readonly when?: string;
  readonly detail: string;
  readonly advice: string;
  readonly polite?: string;
  readonly assertive?: string;
}

test.each<[string, Parameters<typeof noticeOf>[0], Told]>([
  [
    'a late answer',
    { ...photos, phase: 'slow', cause: 'slow' },
    {
      tone: 'progress',
      title: 'Waiting longer than usual for Photos',
      detail: 'The answer hasn’t come yet. Nothing has gone wrong so far.',
      advice: 'We’re still waiting for the answer.',
      polite: 'Waiting longer than usual for Photos. We’re still waiting for the answer.',
    },
  ],
  [
    'a late answer on a slow connection',
    { phase: 'slow', cause: 'slow', circumstances: ['slow-connection'] },
    {
      tone: 'progress',
      title: 'Waiting longer than usual for the service',
      detail: 'Your connection looks slow right now.',
      advice: 'It may still finish. A place with better signal can help.',
      polite: 'Waiting longer than usual for the service. It may still finish. A place with better signal can help.',
    },
  ],
  [
    'a film that arrives slowly',
    { phase: 'slow', cause: 'slow', surface: 'playback' },
    {
      tone: 'progress',
      title: 'Loading is slow',
      detail: 'The video is arriving more slowly than it plays.',
      advice: 'It may pause to catch up. A lower quality may play without stopping.',
      polite: 'Loading is slow. It may pause to catch up. A lower quality may play without stopping.',
    },
  ],
  [
    '502',
    { ...photos, ...inTenSeconds },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. We’ll try again within 10 seconds.',
    },
  ],
  [
    '502, without a name',
    { ...inTenSeconds },
    {
      tone: 'warning',
      title: 'The service didn’t answer properly',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'The service didn’t answer properly. We’ll try again within 10 seconds.',
    },
  ],
  [
    '502, in a few seconds',
    { ...photos, waitMs: 5_000 },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      when: 'We’ll try again in a few seconds.',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. We’ll try again in a few seconds.',
    },
  ],
  [
    '502, when it is unknown when',
    { ...photos },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. We’ll keep trying. You don’t need to do anything.',
    },
  ],
  [
    '502, for an invoice',
    { ...photos, ...inTenSeconds, affected: ['Invoices'] },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection. Affected: Invoices.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. We’ll try again within 10 seconds.',
    },
  ],
  [
    '502, while trying again',
    { ...photos, phase: 'retrying' },
    {
      tone: 'progress',
      title: 'Photos didn’t answer properly',
      when: 'Trying again now…',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. Trying again now…',
    },
  ],
  [
    '502, after "Try now"',
    { ...photos, phase: 'retrying', busy: true },
    {
      tone: 'progress',
      title: 'Photos didn’t answer properly',
      when: 'Trying again now…',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Trying again now…',
    },
  ],
  [
    '503',
    { ...photos, ...inTenSeconds, cause: 'unavailable' },
    {
      tone: 'warning',
      title: 'Can’t use Photos right now',
      when: 'We’ll try again within 10 seconds.',
      detail: 'It’s too busy, or closed for a while. This is usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Can’t use Photos right now. We’ll try again within 10 seconds.',
    },
  ],
  [
    '503 with Retry-After',
    { ...photos, cause: 'unavailable-until', waitMs: 120_000 },
    {
      tone: 'warning',
      title: 'Photos asked us to wait',
      when: 'We’ll try again within 2 minutes.',
      detail: 'It isn’t available right now, and told us when to come back.',
      advice: 'You can leave this page open. We’ll come back then.',
      polite: 'Photos asked us to wait. We’ll try again within 2 minutes.',
    },
  ],
  [
    '504',
    { ...photos, ...inTenSeconds, cause: 'gateway-timeout' },
    {
      tone: 'warning',
      title: 'Photos didn’t answer in time',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We got through, but one of the systems behind Photos didn’t answer in time. This is usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer in time. We’ll try again within 10 seconds.',
    },
  ],
  [
    '500',
    { ...photos, ...inTenSeconds, cause: 'server-error' },
    {
      tone: 'warning',
      title: 'Something went wrong at Photos',
      when: 'We’ll try again within 10 seconds.',
      detail: 'It had a problem with what we asked for. This is usually not caused by your device or connection.',
      advice: 'We’ll keep trying.',
      polite: 'Something went wrong at Photos. We’ll try again within 10 seconds.',
    },
  ],
  [
    '429',
    { ...photos, ...inTenSeconds, cause: 'rate-limited' },
    {
      tone: 'warning',
      title: 'Waiting for Photos',
      when: 'We’ll try again within 10 seconds.',
      detail: 'There’s a limit to how often Photos can be used, and we were asked to slow down.',
      advice: 'We’ll go on as soon as it lets us. You don’t need to do anything.',
      polite: 'Waiting for Photos. We’ll try again within 10 seconds.',
    },
  ],
  [
    'no answer in our time',
    { ...photos, ...inTenSeconds, cause: 'timeout' },
    {
      tone: 'warning',
      title: 'No answer from Photos yet',
      when: 'We’ll try again within 10 seconds.',
      detail: 'We asked and heard nothing. The cause could be the connection or Photos.',
      advice: 'We’ll keep trying.',
      polite: 'No answer from Photos yet. We’ll try again within 10 seconds.',
    },
  ],
  [
    'no connection',
    { ...photos, ...inTenSeconds, cause: 'network' },
    {
      tone: 'warning',
      title: 'Can’t connect to Photos',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We couldn’t reach it. The cause could be the connection, a browser extension or security software, or Photos.',
      advice: 'We’ll keep trying. If other sites don’t open either, it’s your connection.',
      polite: 'Can’t connect to Photos. We’ll try again within 10 seconds.',
    },
  ],
  [
    'no connection, with a weak signal',
    { ...photos, ...inTenSeconds, cause: 'network', circumstances: ['slow-connection'] },
    {
      tone: 'warning',
      title: 'Can’t connect to Photos',
      when: 'We’ll try again within 10 seconds.',
      detail:
        'We couldn’t reach it. The cause could be the connection, a browser extension or security software, or Photos.',
      advice: 'Your signal looks weak. We’ll keep trying.',
      polite: 'Can’t connect to Photos. We’ll try again within 10 seconds.',
    },
  ],
  [
    'no connection to anything',
    { ...inTenSeconds, ...device, cause: 'network' },
    {
      tone: 'warning',
      title: 'We can’t reach anything right now',
      when: 'We’ll try again within 10 seconds.',
      detail: 'Several services can’t be reached at once, so it’s most likely the connection.',
      advice: 'We’ll keep trying. If other sites don’t open either, it’s your connection.',
      polite: 'We can’t reach anything right now. We’ll try again within 10 seconds.',
    },
  ],
  [
    'no connection to anything, on and off',
    { ...inTenSeconds, ...device, cause: 'network', circumstances: ['flapping'] },
    {
      tone: 'warning',
      title: 'We can’t reach anything right now',
      when: 'We’ll try again within 10 seconds.',
      detail: 'The connection keeps going away and coming back.',
      advice: 'We’ll keep trying. If other sites don’t open either, it’s your connection.',
      polite: 'We can’t reach anything right now. We’ll try again within 10 seconds.',
    },
  ],
  [
    'a device that is offline',
    { ...device, phase: 'offline', cause: 'offline' },
    {
      tone: 'info',
      title: 'You appear to be offline',
      detail: 'Your device reports no network connection.',
      advice: 'We’ll continue when the connection is back.',
      polite: 'You appear to be offline. We’ll continue when the connection is back.',
    },
  ],
  [
    'a device that may be back',
    { ...device, phase: 'retrying', cause: 'offline' },
    {
      tone: 'progress',
      title: 'You appear to be offline',
      when: 'The connection may be back. Trying again now…',
      detail: 'Your device reports no network connection.',
      advice: 'We’ll continue when the connection is back.',
      polite: 'You appear to be offline. The connection may be back. Trying again now…',
    },
  ],
  [
    'several services',
    { ...inTenSeconds, ...many, cause: 'many', affected: ['Photos', 'Music', 'Mail'], others: 1 },
    {
      tone: 'warning',
      title: 'Several services aren’t answering',
      when: 'We’ll try again within 10 seconds.',
      detail: 'Affected: Photos, Music, Mail and 1 other. This is usually not caused by your device.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Several services aren’t answering. We’ll try again within 10 seconds.',
    },
  ],
  [
    'several services without names',
    { ...inTenSeconds, ...many, cause: 'many', others: 4 },
    {
      tone: 'warning',
      title: 'Several services aren’t answering',
      when: 'We’ll try again within 10 seconds.',
      detail: 'Affected: 4 services. This is usually not caused by your device.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Several services aren’t answering. We’ll try again within 10 seconds.',
    },
  ],
  [
    'a pause',
    { ...photos, ...inTenSeconds, phase: 'paused' },
    {
      tone: 'warning',
      title: 'No answer from Photos right now',
      when: 'We’ll check again within 10 seconds.',
      detail: 'Several tries in a row failed, so we’re giving it time to recover.',
      advice: 'We’ll check again by ourselves. You don’t need to do anything.',
      polite: 'No answer from Photos right now. We’ll check again within 10 seconds.',
    },
  ],
  [
    'a pause of several services',
    { ...inTenSeconds, ...many, phase: 'paused', cause: 'many', affected: ['Photos', 'Music', 'Mail'] },
    {
      tone: 'warning',
      title: 'Several services aren’t answering',
      when: 'We’ll check again within 10 seconds.',
      detail: 'Affected: Photos, Music and Mail. This is usually not caused by your device.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Several services aren’t answering. We’ll check again within 10 seconds.',
    },
  ],
  [
    'on and off',
    { ...photos, ...inTenSeconds, circumstances: ['flapping'] },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      when: 'We’ll try again within 10 seconds.',
      detail: 'It works for a while, then stops again.',
      advice: 'We’ll keep trying. You don’t need to do anything.',
      polite: 'Photos didn’t answer properly. We’ll try again within 10 seconds.',
    },
  ],
  [
    'a long outage',
    { ...photos, phase: 'paused', waitMs: 60_000, elapsedMs: 180_000, circumstances: ['long-outage'] },
    {
      tone: 'warning',
      title: 'No answer from Photos right now',
      when: 'We’ll check again within 1 minute.',
      detail: 'This has lasted 3 minutes. We’ll keep checking in the background.',
      advice: 'We’ll check again by ourselves. You don’t need to do anything.',
      polite: 'No answer from Photos right now. We’ll check again within 1 minute.',
    },
  ],
  [
    '502, with work kept',
    { ...photos, ...inTenSeconds, circumstances: ['work-kept'] },
    {
      tone: 'warning',
      title: 'Photos didn’t answer properly',
      when: 'We’ll try again within 10 seconds. What you entered is still here.',
      detail:
        'We got through, but what came back couldn’t be used. This is usually brief, and usually not caused by your device or connection.',
      advice: 'We’ll keep trying. You don’t need to do anything. What you entered is still here.',
      polite: 'Photos didn’t answer properly. We’ll try again within 10 seconds. What you entered is still here.',
    },
  ],
  [
    'a film that has stalled',
    { ...photos, ...inTenSeconds, surface: 'playback' },
    {
      tone: 'warning',
      title: 'Waiting for more video',
      when: 'We’ll try again within 10 seconds.',
      detail: 'The next part hasn’t come from Photos yet. This is usually not caused by your device.',
      advice: 'It will continue by itself when more arrives.',
      polite: 'Waiting for more video. We’ll try again within 10 seconds.',
    },
  ],
  [
    'a film that has stalled for want of a connection',
    { ...photos, ...inTenSeconds, surface: 'playback', cause: 'network' },
    {
      tone: 'warning',
      title: 'Waiting for more video',
      when: 'We’ll try again within 10 seconds.',
      detail: 'The next part isn’t arriving. The cause could be the connection or Photos.',
      advice: 'It will continue by itself when more arrives.',
      polite: 'Waiting for more video. We’ll try again within 10 seconds.',
    },
  ],
  [
    'a film that has stalled in a pause',
    { ...photos, phase: 'paused', surface: 'playback' },
    {
      tone: 'warning',
      title: 'Waiting for more video',
      detail: 'The next part hasn’t come from Photos yet. This is usually not caused by your device.',
      advice: 'It will continue by itself when more arrives.',
      polite: 'Waiting for more video. It will continue by itself when more arrives.',
    },
  ],
  [
    'working again',
    { ...photos, phase: 'recovered' },
    {
      tone: 'success',
      title: 'You can use Photos again',
      detail: 'Everything that was waiting has finished.',
      advice: 'Everything that was waiting has finished.',
      polite: 'You can use Photos again. Everything that was waiting has finished.',
    },
  ],
  [
    'working again, except one request',
    { ...photos, phase: 'recovered', counts: { waiting: 0, finished: 2, failed: 1 } },
    {
      tone: 'success',
      title: 'You can use Photos again',
      detail: 'Something you asked for didn’t load. Try again when you’re ready.',
      advice: 'Something you asked for didn’t load. Try again when you’re ready.',
      polite: 'You can use Photos again. Something you asked for didn’t load. Try again when you’re ready.',
    },
  ],
  [
    'working again, except three requests',
    { ...photos, phase: 'recovered', counts: { waiting: 0, finished: 2, failed: 3 } },
    {
      tone: 'success',
      title: 'You can use Photos again',
      detail: 'Some of what you asked for didn’t load. Try again when you’re ready.',
      advice: 'Some of what you asked for didn’t load. Try again when you’re ready.',
      polite: 'You can use Photos again. Some of what you asked for didn’t load. Try again when you’re ready.',
    },
  ],
  [
    'back online',
    { ...device, phase: 'recovered', cause: 'offline' },
    {
      tone: 'success',
      title: 'You’re back online',
      detail: 'Everything that was waiting has finished.',
      advice: 'Everything that was waiting has finished.',
      polite: 'You’re back online. Everything that was waiting has finished.',
    },
  ],
  [
    'the connection is back',
    { ...device, phase: 'recovered', cause: 'network' },
    {
      tone: 'success',
      title: 'The connection is back',
      detail: 'Everything that was waiting has finished.',
      advice: 'Everything that was waiting has finished.',
      polite: 'The connection is back. Everything that was waiting has finished.',
    },
  ],
  [
    'several services working again',
    { ...many, phase: 'recovered', cause: 'many' },
    {
      tone: 'success',
      title: 'The services are working again',
      detail: 'Everything that was waiting has finished.',
      advice: 'Everything that was waiting has finished.',
      polite: 'The services are working again. Everything that was waiting has finished.',
    },
  ],
  [
    'a film that goes on',
    { ...photos, phase: 'recovered', surface: 'playback' },
    {
      tone: 'success',
      title: 'Playback is continuing',
      detail: 'The next part has arrived.',
      advice: 'The next part has arrived.',
      polite: 'Playback is continuing. The next part has arrived.',
    },
  ],
  [
    'given up',
    { ...photos, phase: 'failed' },
    {
      tone: 'error',
      title: 'Sorry, still no answer from Photos',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, still no answer from Photos. Try again in a few minutes.',
    },
  ],
  [
    'given up after one try',
    { ...photos, phase: 'failed', attempts: 1 },
    {
      tone: 'error',
      title: 'Sorry, still no answer from Photos',
      detail: 'We tried once, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, still no answer from Photos. Try again in a few minutes.',
    },
  ],
  [
    'given up before anything was sent',
    { ...photos, phase: 'failed', attempts: 0 },
    {
      tone: 'error',
      title: 'Sorry, still no answer from Photos',
      detail: 'Nothing was sent, because no answer has been coming from Photos.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, still no answer from Photos. Try again in a few minutes.',
    },
  ],
  [
    'given up, with work kept',
    { ...photos, phase: 'failed', effect: 'repeat-safe', circumstances: ['work-kept'] },
    {
      tone: 'error',
      title: 'Sorry, still no answer from Photos',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes. What you entered is still here.',
      assertive: 'Sorry, still no answer from Photos. Try again in a few minutes. What you entered is still here.',
    },
  ],
  [
    'given up on 500',
    { ...photos, phase: 'failed', cause: 'server-error' },
    {
      tone: 'error',
      title: 'Sorry, something is wrong at Photos',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, something is wrong at Photos. Try again in a few minutes.',
    },
  ],
  [
    'given up on 503 with Retry-After',
    { ...photos, phase: 'failed', cause: 'unavailable-until' },
    {
      tone: 'error',
      title: 'Sorry, Photos can’t be used yet',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, Photos can’t be used yet. Try again in a few minutes.',
    },
  ],
  [
    'given up on 429',
    { ...photos, phase: 'failed', cause: 'rate-limited' },
    {
      tone: 'error',
      title: 'Sorry, Photos asked for a longer pause',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, Photos asked for a longer pause. Try again in a few minutes.',
    },
  ],
  [
    'given up waiting',
    { ...photos, phase: 'failed', cause: 'timeout' },
    {
      tone: 'error',
      title: 'Sorry, we got no answer from Photos',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, we got no answer from Photos. Try again in a few minutes.',
    },
  ],
  [
    'given up connecting',
    { ...photos, phase: 'failed', cause: 'network' },
    {
      tone: 'error',
      title: 'Sorry, we couldn’t connect to Photos',
      detail: 'We tried 3 times over 20 seconds, and it didn’t work.',
      advice: 'Try again in a moment. If other sites don’t open either, it’s your connection.',
      polite:
        'Sorry, we couldn’t connect to Photos. Try again in a moment. If other sites don’t open either, it’s your connection.',
    },
  ],
  [
    'given up while offline, unsent',
    { ...photos, phase: 'failed', cause: 'offline', attempts: 0 },
    {
      tone: 'error',
      title: 'Sorry, no connection to Photos',
      detail: 'We sent nothing, because your device reported no connection.',
      advice: 'Try again when you’re back online.',
      polite: 'Sorry, no connection to Photos. Try again when you’re back online.',
    },
  ],
  [
    'given up on the connection',
    { ...device, phase: 'failed', cause: 'network', attempts: 0 },
    {
      tone: 'error',
      title: 'Sorry, we couldn’t connect',
      detail: 'Nothing got through for 20 seconds, so we stopped trying.',
      advice: 'Try again in a moment. If other sites don’t open either, it’s your connection.',
      polite:
        'Sorry, we couldn’t connect. Try again in a moment. If other sites don’t open either, it’s your connection.',
    },
  ],
  [
    'given up on a film',
    { ...photos, phase: 'failed', surface: 'playback', attempts: 0 },
    {
      tone: 'error',
      title: 'Sorry, this video stopped loading',
      detail: 'The next part didn’t arrive.',
      advice: 'Try again in a moment.',
      polite: 'Sorry, this video stopped loading. Try again in a moment.',
    },
  ],
  [
    'a save that waits for its answer',
    { ...photos, phase: 'slow', cause: 'slow', write: true, affected: ['Profile photo'] },
    {
      tone: 'progress',
      title: 'Still sending “Profile photo”',
      detail: 'No confirmation from Photos yet. Nothing has gone wrong so far.',
      advice: 'You don’t need to press again.',
      polite: 'Still sending “Profile photo”. You don’t need to press again.',
    },
  ],
  [
    'several late answers',
    { ...many, phase: 'slow', cause: 'slow', affected: ['Photos', 'Music', 'Mail'] },
    {
      tone: 'progress',
      title: 'Several services are slow right now',
      detail: 'They haven’t answered yet. Nothing has gone wrong so far.',
      advice: 'We’re still waiting for the answer.',
      polite: 'Several services are slow right now. We’re still waiting for the answer.',
    },
  ],
  [
    'working again, except two requests that the app named',
    { ...photos, phase: 'recovered', counts: { waiting: 0, finished: 2, failed: 2 }, affected: ['Invoices', 'Music'] },
    {
      tone: 'success',
      title: 'You can use Photos again',
      detail: 'Invoices and Music didn’t load. Try again when you’re ready.',
      advice: 'Invoices and Music didn’t load. Try again when you’re ready.',
      polite: 'You can use Photos again. Invoices and Music didn’t load. Try again when you’re ready.',
    },
  ],
  [
    'a save on a device that is offline',
    { ...photos, phase: 'failed', cause: 'offline', attempts: 0, unsent: true, affected: ['Profile photo'] },
    {
      tone: 'error',
      title: '“Profile photo” wasn’t sent: no connection',
      detail: 'Your device reported no connection, so nothing left it.',
      advice: 'Send it again when you’re back online.',
      polite: '“Profile photo” wasn’t sent: no connection. Send it again when you’re back online.',
    },
  ],
  [
    'something unsent on a device that is offline',
    { ...device, phase: 'failed', cause: 'offline', attempts: 0, unsent: true },
    {
      tone: 'error',
      title: 'Not sent: there was no connection',
      detail: 'Your device reported no connection, so nothing left it.',
      advice: 'Send it again when you’re back online.',
      polite: 'Not sent: there was no connection. Send it again when you’re back online.',
    },
  ],
  [
    'something unsent without a way to the service',
    { ...photos, phase: 'failed', cause: 'network', attempts: 0, unsent: true },
    {
      tone: 'error',
      title: 'Not sent: no connection to Photos',
      detail: 'We couldn’t get through, so nothing was sent.',
      advice: 'Send it again in a moment. If other sites don’t open either, it’s your connection.',
      polite:
        'Not sent: no connection to Photos. Send it again in a moment. If other sites don’t open either, it’s your connection.',
    },
  ],
  [
    'something unsent to a service that was not answering',
    { ...photos, phase: 'failed', attempts: 0, unsent: true },
    {
      tone: 'error',
      title: 'Sorry, still no answer from Photos',
      detail: 'Nothing was sent, because no answer has been coming from Photos.',
      advice: 'Try again in a few minutes.',
      polite: 'Sorry, still no answer from Photos. Try again in a few minutes.',
    },
  ],
  [
    '429 for a save',
    { ...photos, phase: 'failed', cause: 'rate-limited', write: true, attempts: 1, affected: ['Profile photo'] },
    {
      tone: 'error',
      title: '“Profile photo” wasn’t saved',
      detail: 'There’s a limit to how often Photos can be used, so nothing was saved.',
      advice: 'Try again in a few minutes.',
      polite: '“Profile photo” wasn’t saved. Try again in a few minutes.',
    },
  ],
  [
    'outcome unknown, of what the app named',
    { ...photos, ...request, phase: 'failed', cause: 'timeout', effect: 'unknown', affected: ['The invoice'] },
    {
      tone: 'error',
      title: 'We don’t know if “The invoice” was saved',
      detail: 'We sent it, but Photos didn’t confirm. It may or may not have gone through.',
      advice: 'Check before sending it again.',
      assertive: 'We don’t know if “The invoice” was saved. Check before sending it again.',
    },
  ],
  [
    'outcome unknown',
    { ...photos, ...request, phase: 'failed', cause: 'gateway-timeout', effect: 'unknown' },
    {
      tone: 'error',
      title: 'We don’t know if that was saved',
      detail: 'We sent it, but Photos didn’t confirm. It may or may not have gone through.',
      advice: 'Check before sending it again.',
      assertive: 'We don’t know if that was saved. Check before sending it again.',
    },
  ],
  [
    'stopped by a person',
    { ...photos, phase: 'failed', cause: 'stopped' },
    {
      tone: 'info',
      title: 'Stopped trying to reach Photos',
      detail: 'Photos may still be having trouble.',
      advice: 'You can try again whenever you like.',
      polite: 'Stopped trying to reach Photos. You can try again whenever you like.',
    },
  ],
  [
    '404',
    { ...request, phase: 'failed', cause: 'not-found' },
    {
      tone: 'error',
      title: 'We couldn’t find that',
      detail: 'It may have been moved or removed, the link may be out of date, or it may need a different account.',
      advice: 'Check the link, or look for it another way. Trying again is unlikely to help.',
      polite: 'We couldn’t find that. Check the link, or look for it another way. Trying again is unlikely to help.',
    },
  ],
  [
    '404, of a film',
    { ...request, phase: 'failed', cause: 'not-found', surface: 'playback' },
    {
      tone: 'error',
      title: 'This video isn’t available',
      detail: 'It may have been moved or removed, the link may be out of date, or it may need a different account.',
      advice: 'Check the link, or look for it another way. Trying again is unlikely to help.',
      polite:
        'This video isn’t available. Check the link, or look for it another way. Trying again is unlikely to help.',
    },
  ],
  [
    '410',
    { ...request, phase: 'failed', cause: 'gone' },
    {
      tone: 'error',
      title: 'That’s no longer available',
      detail: 'It was removed, and isn’t expected to come back.',
      advice: 'Look for a newer version, or go back.',
      polite: 'That’s no longer available. Look for a newer version, or go back.',
    },
  ],
  [
    '401',
    { ...request, phase: 'failed', cause: 'signed-out' },
    {
      tone: 'info',
      title: 'Sign in to continue',
      detail: 'You need to be signed in for this. A sign-in can end by itself after a while.',
      advice: 'Once you’re signed in, try again.',
      polite: 'Sign in to continue. Once you’re signed in, try again.',
    },
  ],
  [
    '403',
    { ...photos, ...request, phase: 'failed', cause: 'forbidden' },
    {
      tone: 'error',
      title: 'This account doesn’t have access',
      detail: 'Photos didn’t allow this for the account in use.',
      advice: 'Try another account, or ask the person who manages access.',
      polite: 'This account doesn’t have access. Try another account, or ask the person who manages access.',
    },
  ],
  [
    '422',
    { ...photos, ...request, phase: 'failed', cause: 'rejected' },
    {
      tone: 'error',
      title: 'Photos couldn’t accept that',
      detail: 'Something about it wasn’t as expected.',
      advice: 'Trying again without changes is unlikely to help.',
      polite: 'Photos couldn’t accept that. Trying again without changes is unlikely to help.',
    },
  ],
])('%s', (_what, own, told) => {
  const { tone, text, announcement } = voice.say(noticeOf(own));
  const { title, when, detail, advice } = text;
  const aloud = { [announcement.politeness]: announcement.text };
  expect({ tone, title, ...(when === undefined ? {} : { when }), detail, advice, ...aloud }).toEqual(told);
  expect(text.body).toBe(when ?? advice);
});

describe('an article in a name', () => {
  const shop = (own: Partial<Notice>) => voice.say(noticeOf({ label: 'The shop', ...own })).text.title;

  test('is small inside of a sentence and large at its start', () => {
    expect(shop({})).toBe('The shop didn’t answer properly');
    expect(shop({ cause: 'timeout' })).toBe('No answer from the shop yet');
    expect(shop({ label: 'the shop' })).toBe('The shop didn’t answer properly');
    expect(shop({ label: 'An archive', cause: 'timeout' })).toBe('No answer from an archive yet');
  });

  test('is not found in other names', () => {
    expect(shop({ label: 'Theater', cause: 'timeout' })).toBe('No answer from Theater yet');
    expect(shop({ label: 'npm' })).toBe('npm didn’t answer properly');
    expect(shop({ label: 'Die Post', cause: 'timeout' })).toBe('No answer from Die Post yet');
  });
});

describe('the name of a request', () => {
  const lost = { phase: 'failed', effect: 'unknown', ...request, affected: ['Order'] } as const;
  const unsent = { ...photos, phase: 'failed', cause: 'network', unsent: true, affected: ['Order'] } as const;
  const failed = (count: number) => ({ counts: { waiting: 0, finished: 0, failed: count } });
  const titleOf = (own: Partial<Notice>) => voice.say(noticeOf(own)).text.title;

  test('stands in the title if the notice is about that request alone', () => {
    expect(titleOf({ ...unsent, ...failed(1) })).toBe('“Order” wasn’t sent: no connection');
    expect(titleOf({ ...unsent, ...failed(2) })).toBe('Not sent: no connection to Photos');
    // Pressed twice, it is the same order.
    expect(titleOf({ ...lost, ...failed(2) })).toBe('We don’t know if “Order” was saved');
    expect(titleOf({ ...lost, ...failed(1), others: 1 })).toBe('We don’t know if that was saved');
  });

  test('is written as the app writes it', () => {
    expect(titleOf({ ...lost, affected: ['A new order'] })).toBe('We don’t know if “A new order” was saved');
    expect(titleOf({ ...lost, affected: ['הזמנה'] })).toBe('We don’t know if “\u2068הזמנה\u2069” was saved');
  });

  test('is named by every title that would otherwise say "that"', () => {
    for (const notice of everyNotice()) {
      const { scope, affected, others } = notice;
      if (scope.kind === 'request' && affected.length === 1 && others === 0)
        expect(voice.say(notice).text.title).not.toMatch(/\bthat\b/i);
    }
  });
});

test('no two scopes have the same title and body', () => {
  const scopes = new Map<string, Set<string>>();
  for (const notice of everyNotice()) {
    const { title, body } = voice.say(notice).text;
    scopes.set(`${title} / ${body}`, (scopes.get(`${title} / ${body}`) ?? new Set()).add(notice.scope.kind));
  }
  expect([...scopes].filter(([, kinds]) => kinds.size > 1)).toEqual([]);
});

test('two services never have the same title, except for people who watch one film', () => {
  const titleOf = (notice: Notice, label: string) => voice.say({ ...notice, label }).text.title;
  for (const notice of everyNotice()) {
    const isNamed = notice.affected.length === 1;
    if (notice.scope.kind !== 'upstream' || notice.surface === 'playback' || isNamed) continue;
    expect(titleOf(notice, 'Photos')).not.toBe(titleOf(notice, 'Music'));
  }
});

test('what was said of a wait stays true until its end', () => {
  const seconds = (text = '') => Number(/within (\d+) second/.exec(text)?.[1] ?? Number.NaN);
  for (const waitMs of [10_000, 15_000, 55_000]) {
    expect(seconds(voice.say(noticeOf({ waitMs })).text.when) * 1_000).toBe(waitMs);
  }
  expect(voice.say(noticeOf({ waitMs: 5_000 })).text.when).toBe('We’ll try again in a few seconds.');
});

describe('beside the sentences', () => {
  const textOf = (own: Partial<Notice>) => voice.say(noticeOf(own)).text;

  test('it is said how many things wait, from two on', () => {
    const waiting = (count: number) => textOf({ counts: { waiting: count, finished: 0, failed: 0 } }).waiting;
    expect([1, 2, 1_200].map(waiting)).toEqual([undefined, '2 requests are waiting.', '1,200 requests are waiting.']);
    expect(textOf({ phase: 'slow', cause: 'slow', counts: { waiting: 2, finished: 0, failed: 0 } }).waiting).toBe(
      undefined,
    );
    expect(textOf({ surface: 'playback', counts: { waiting: 2, finished: 0, failed: 0 } }).waiting).toBe(undefined);
  });

  test('a film that goes on misses nothing', () => {
    const partial = {
      phase: 'recovered',
      surface: 'playback',
      counts: { waiting: 0, finished: 2, failed: 1 },
    } as const;
    expect(textOf(partial).body).toBe('The next part has arrived.');
    expect(textOf({ ...partial, ...device, cause: 'network' }).body).toMatch(/^Something you asked for didn’t load\./);
  });

  test('status and reference stand in the line for support, and nowhere else', () => {
    const { support, ...others } = textOf({ status: 502, reference: 'cf-ray:8f2c' });
    expect(support).toBe('Code: 502 · Reference: cf-ray:8f2c');
    expect(JSON.stringify(others)).not.toMatch(/502|8f2c/);
    expect(textOf({ status: 502 }).support).toBe('Code: 502');
    expect(textOf({ reference: 'cf-ray:8f2c' }).support).toBe('Reference: cf-ray:8f2c');
    expect(textOf({})).not.toHaveProperty('support');
  });

  test('who has to wait until a time is told that time, and not "in a few minutes" as well', () => {
    const isLong = { phase: 'failed', cause: 'unavailable-until', elapsedMs: 0 } as const;
    const { when, advice } = textOf({ ...isLong, retryAfterUntil: NOON + 5 * 60_000 });
    expect(when).toMatch(/^Try again after \d\d:\d\d\.$/);
    expect(advice).toBe(when);
    expect(textOf({ ...isLong, retryAfterUntil: NOON - 1 })).not.toHaveProperty('when');
    expect(textOf({ ...isLong, retryAfterUntil: NOON + 48 * 3_600_000 }).when).toMatch(
      /^Try again after \d Jul 2026, \d\d:\d\d\.$/,
    );
  });

  test('a wait of hours is told as a time of day', () => {
    const waitMs = 100 * 60_000;
    expect(textOf({ waitMs, nextAttemptAt: NOON + waitMs }).when).toMatch(/^We’ll try again at .*\d\d:\d\d\.$/);
    expect(textOf({ phase: 'paused', waitMs, nextAttemptAt: NOON + waitMs }).when).toMatch(/^We’ll check again at /);
    expect(textOf({ waitMs: 89 * 60_000 }).when).toBe('We’ll try again within 89 minutes.');
  });

  test('the button that hides it says what it hides', () => {
    const hide = (own: Partial<Notice>) => voice.say(noticeOf(own)).dismissLabel;
    expect([photos, {}, device, many].map(hide)).toEqual([
      'Hide message about Photos',
      'Hide message about the service',
      'Hide message about the connection',
      'Hide message about several services',
    ]);
  });

  test('buttons say what they do, and that they do it', () => {
    expect(voice.say(noticeOf()).labels).toEqual({ 'retry-now': 'Try now', cancel: 'Stop trying' });
    expect(voice.say(noticeOf({ busy: true })).labels['retry-now']).toBe('Trying…');
  });

  test('only what a person did and may have lost interrupts them', () => {
    const politeness = (own: Partial<Notice>) => voice.say(noticeOf(own)).announcement.politeness;
    const lost = { phase: 'failed', importance: 'user', effect: 'unknown' } as const;
    expect(politeness(lost)).toBe('assertive');
    expect(politeness({ ...lost, effect: 'repeat-safe' })).toBe('assertive');
    expect(politeness({ ...lost, effect: 'none' })).toBe('polite');
    expect(politeness({ ...lost, importance: 'view' })).toBe('polite');
    expect(politeness({ ...lost, phase: 'waiting' })).toBe('polite');
  });
});

describe('an explanation', () => {
  test.each<[NoticeCause, side: RegExp, temporary: RegExp, advice: RegExp]>([
    ['bad-gateway', /at the service, not with you/, /^Usually yes/, /^Wait/],
    ['unavailable', /at the service, not with you/, /^Usually yes.*tells us when/, /^Wait.*may not be ready/],
    ['unavailable-until', /at the service, not with you/, /^Usually yes.*tells us when/, /^Wait.*may not be ready/],
    ['gateway-timeout', /at the service.*slow/, /^Usually yes/, /^Wait.*check whether it went through/],
    ['server-error', /at the service, not with you/, /^Usually yes/, /let the service know/],
    ['rate-limited', /^Nowhere/, /^Usually yes/, /^Wait.*may not let us through/],
    ['timeout', /can’t tell/, /can’t tell/, /^Wait.*check whether it went through/],
    ['network', /can’t tell/, /can’t tell/, /other sites.*public Wi-Fi.*sign in/],
    ['offline', /between your device and the internet/, /when the connection is back/, /Wi-Fi or mobile signal/],
    ['slow', /can’t tell/, /^Usually yes/, /^Wait/],
    ['many', /these services share/, /^Usually yes/, /^Wait/],
    ['not-found', /in the link/, /doesn’t say/, /Check the link.*Trying again rarely helps/],
    ['gone', /^Nowhere/, /^Not by itself/, /newer version/],
    ['signed-out', /^Nowhere/, /^Not by itself/, /Sign in/],
    ['forbidden', /^Nowhere/, /^Not by itself/, /another account/],
    ['rejected', /^Nowhere/, /^Not by itself/, /Change something/],
    ['stopped', /can’t tell/, /can’t tell/, /Try again whenever/],
  ])('of %s says where the problem is, whether it will pass, and what to do', (cause, side, temporary, advice) => {
    const explanation = voice.explain(cause);
    expect(explanation.side).toMatch(side);
    expect(explanation.temporary).toMatch(temporary);
    expect(explanation.advice).toMatch(advice);
    expect(explanation.title).toBe(voice.phrase(`${cause}.title`));
    expect(explanation).toMatchObject({ lang: 'en-GB', dir: 'ltr' });
    expect(explanation.headings).toEqual({
      happened: 'What happened',
      side: 'Where the problem is',
      temporary: 'Will it pass?',
      advice: 'What you can do',
    });
  });

  test('there is one for each cause', () => {
    for (const cause of CAUSES) expect(Object.values(voice.explain(cause))).not.toContain('');
  });

  test('tells a 502 from a 503, a 504 and a 404', () => {
    const happened = (cause: NoticeCause) => voice.explain(cause).happened;
    // Between two computers of the service: something came back, and was of no use.
    expect(happened('bad-gateway')).toMatch(
      /several computers.*passed it on.*couldn’t use what came back.*still there/,
    );
    // The service itself: not now.
    expect(happened('unavailable')).toMatch(/reached the service.*“not now”/);
    // Between two computers again, but nothing came back.
    expect(happened('gateway-timeout')).toMatch(/several computers.*passed it on.*didn’t answer in time/);
    // All is well, but there is nothing there.
    expect(happened('not-found')).toMatch(/^The service answered.*nothing to show at this address/);
  });

  test('of a notice names what the app named, and knows what the notice knows', () => {
    expect(voice.explain(noticeOf(photos)).side).toBe('Almost always at Photos, not with you or your device.');
    const alone = voice.explain(noticeOf({ ...photos, cause: 'network' }));
    expect(alone.happened).toMatch(/^We couldn’t reach Photos\./);
    expect(alone.side).toBe('We can’t tell from here. It could be the connection or Photos.');
    const together = voice.explain(noticeOf({ ...device, cause: 'network' }));
    expect(together.happened).toMatch(/^We couldn’t reach several services at the same time\./);
    expect(together.side).toBe('Most likely in the connection between your device and the internet.');
  });
});
