import { FILM_SECONDS } from './timeline.ts';

const ICONS = {
  play: 'M8 5l11 7-11 7z',
  pause: 'M7 5h4v14H7zM13 5h4v14h-4z',
  full: 'M4 9V4h5v2H6v3zM15 4h5v5h-2V6h-3zM20 15v5h-5v-2h3v-3zM9 20H4v-5h2v3h3z',
} as const;

/** Play, seek and full screen. Those of the browser would put the bare video into full screen, which can hold no notices. */
export function addControls(bar: HTMLElement, video: HTMLVideoElement, player: HTMLElement): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const play = makeButton();
  const seek = Object.assign(document.createElement('input'), {
    type: 'range',
    max: String(FILM_SECONDS),
    step: '0.1',
  });
  seek.ariaLabel = 'Position';
  const time = document.createElement('span');
  const full = makeButton();
  draw(full, 'full', 'Full screen');

  const toggle = () => (video.paused ? void video.play().catch(() => {}) : video.pause());
  const look = () => {
    draw(play, video.paused ? 'play' : 'pause', video.paused ? 'Play' : 'Pause');
    seek.value = String(video.currentTime);
    time.textContent = `${clock(video.currentTime)} / ${clock(FILM_SECONDS)}`;
    seek.setAttribute('aria-valuetext', clock(video.currentTime));
  };
  for (const type of ['play', 'pause', 'timeupdate', 'emptied']) video.addEventListener(type, look, { signal });
  for (const element of [video, play]) element.addEventListener('click', toggle, { signal });
  seek.addEventListener('input', () => Object.assign(video, { currentTime: seek.valueAsNumber }), { signal });
  full.addEventListener(
    'click',
    () => void (document.fullscreenElement === null ? player.requestFullscreen() : document.exitFullscreen()),
    { signal },
  );
  look();
  bar.append(play, seek, time, ...(document.fullscreenEnabled ? [full] : []));
  return () => {
    stop.abort();
    bar.replaceChildren();
  };
}

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

function makeButton(): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.innerHTML = '<svg viewBox="0 0 24 24" aria-hidden="true"><path/></svg>';
  return button;
}

function draw(button: HTMLButtonElement, icon: keyof typeof ICONS, name: string): void {
  button.querySelector('path')?.setAttribute('d', ICONS[icon]);
  button.ariaLabel = name;
}
