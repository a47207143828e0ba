// The panel beside the site: breaks the gateway, and shows every request and event. It is the same on both pages.
import type { Trouble } from '../../../server/trouble.ts';
import { isBare } from '../app/bare.ts';
import { restart } from '../app/library.ts';
import { isStalled } from '../player/stall.ts';
import { ACTS, OFFLINE, STATES, WITHOUT } from './acts.ts';
import { unplug } from './device.ts';
import { begin, repair, watchGateway } from './gateway.ts';
import { startLog } from './log.ts';

const LOOK_EVERY_MS = 250;
/** What a full bar of the buffer stands for. */
const FULL_SECONDS = 10;

const find = <Found extends HTMLElement>(selector: string): Found => {
  const found = document.querySelector<Found>(`#backstage ${selector}`);
  if (found === null) throw new Error(`The page has no #backstage ${selector}`);
  return found;
};

let trouble: Trouble | null = null;
let isUnplugged = false;

const offline = addButton(OFFLINE, () => {
  setUnplugged(!isUnplugged);
  expect(isUnplugged ? OFFLINE.expect : 'The device has its network again.');
});
for (const act of ACTS) {
  const button = addButton(act, () => {
    expect(isBare.get() && act.kind !== 'slow' ? WITHOUT : act.expect);
    return begin(act.kind, act.forMs);
  });
  offline.before(button);
}
setUnplugged(false);

const bareSwitch = find('.switch');
bareSwitch.addEventListener('click', () => {
  isBare.set(!isBare.get());
  bareSwitch.setAttribute('aria-checked', String(isBare.get()));
  expect(
    isBare.get() ? 'The same site on bare fetch. Press “Burst” now.' : 'With steadyfetch again. Press “Burst” now.',
  );
  restart();
});

find('.repair').addEventListener('click', () => {
  setUnplugged(false);
  expect('Everything is as it should be.');
  return repair();
});

watchGateway((now) => {
  trouble = now;
  look();
});
startLog(find('.log'));
setInterval(look, LOOK_EVERY_MS);

function addButton({ title, hint }: { title: string; hint: string }, press: () => unknown): HTMLButtonElement {
  const button = document.createElement('button');
  const name = document.createElement('strong');
  name.textContent = title;
  const more = document.createElement('span');
  more.textContent = hint;
  button.append(name, ' ', more);
  button.type = 'button';
  button.addEventListener('click', press);
  find('.acts').append(button);
  return button;
}

function setUnplugged(unplugged: boolean): void {
  isUnplugged = unplugged;
  offline.setAttribute('aria-pressed', String(unplugged));
  unplug(unplugged);
}

function expect(text: string): void {
  find('.expect').textContent = text;
}

function look(): void {
  const state = find('.state');
  state.dataset['tone'] = trouble === null ? 'good' : trouble.kind === 'slow' ? 'wait' : 'bad';
  find('.state strong').textContent = trouble === null ? 'The gateway is well' : STATES[trouble.kind];
  find('.state span').textContent = trouble === null ? '' : timeLeft(trouble);

  const video = document.querySelector('video');
  const ahead = video === null ? 0 : secondsAhead(video);
  find<HTMLMeterElement>('meter').value = Math.min(FULL_SECONDS, ahead);
  find('.ahead').textContent = video !== null && isStalled() ? 'The film waits' : `${ahead.toFixed(0)} s ahead`;
}

const timeLeft = ({ untilMs }: Trouble): string =>
  untilMs === null ? 'until repaired' : `${Math.max(0, Math.ceil((untilMs - Date.now()) / 1_000))} s left`;

function secondsAhead({ buffered, currentTime }: HTMLVideoElement): number {
  for (let range = 0; range < buffered.length; range++) {
    if (buffered.start(range) <= currentTime + 0.1 && currentTime <= buffered.end(range)) {
      return buffered.end(range) - currentTime;
    }
  }
  return 0;
}
