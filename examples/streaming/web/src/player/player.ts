import { brokenFilm, isBare, wentWrong } from '../app/bare.ts';
import type { Film } from '../app/library.ts';
import { fetchPart } from '../steady.ts';
import { FILM_SECONDS, isLast, nextPart, outdated } from './timeline.ts';

const CODEC = 'video/webm; codecs="vp9"';
/** A part that broke off half-way is asked for again, but not without a breath. */
const BREATH_MS = 500;

/** Keeps a `<video>` supplied with the parts of a film, a few seconds ahead of playback. */
export class Player {
  readonly #video: HTMLVideoElement;
  readonly #film: Film;
  readonly #source = new MediaSource();
  readonly #closing = new AbortController();
  readonly #held = new Set<number>();
  #underWay: { readonly part: number; readonly abort: AbortController } | undefined;
  #wake = () => {};
  /** Given up: from here on the viewer has to ask. */
  #isOver = false;

  constructor(video: HTMLVideoElement, film: Film) {
    this.#video = video;
    this.#film = film;
    const { signal } = this.#closing;
    video.addEventListener('timeupdate', () => this.#isOver || this.#wake(), { signal });
    video.addEventListener('play', () => this.#wake(), { signal });
    video.addEventListener('seeking', () => this.#turn(), { signal });
    const url = URL.createObjectURL(this.#source);
    video.src = url;
    this.#source.addEventListener(
      'sourceopen',
      () => {
        URL.revokeObjectURL(url);
        this.#supply().catch((error) => signal.aborted || reportError(error));
      },
      { once: true, signal },
    );
  }

  /** Goes on after it has given up. */
  tryAgain(): void {
    this.#wake();
  }

  close(): void {
    this.#closing.abort();
    this.#underWay?.abort.abort();
    this.#wake();
    this.#video.removeAttribute('src');
    this.#video.load();
  }

  async #supply(): Promise<void> {
    const buffer = this.#source.addSourceBuffer(CODEC);
    this.#source.duration = FILM_SECONDS;
    const init = await this.#fetch('init', 0);
    if (init === undefined) return;
    await done(buffer, () => buffer.appendBuffer(init));
    while (!this.#closing.signal.aborted) {
      const part = nextPart(this.#video.currentTime, this.#held);
      const bytes = part === undefined ? await this.#pause() : await this.#fetch(String(part), part);
      if (part === undefined || bytes === undefined) continue;
      await done(buffer, () => buffer.appendBuffer(bytes));
      this.#held.add(part);
      if (isLast(part) && this.#source.readyState === 'open') this.#source.endOfStream();
      await this.#forget(buffer);
    }
  }

  /** `undefined` if the viewer moved elsewhere meanwhile, or closed the player. */
  async #fetch(name: string, part: number): Promise<ArrayBuffer | undefined> {
    const url = `/video/${this.#film.id}/${name}.webm`;
    while (!this.#closing.signal.aborted) {
      const abort = new AbortController();
      this.#underWay = { part, abort };
      const response = await fetchPart(url, this.#film.title, abort.signal).catch(() => undefined);
      const bytes = response?.ok ? await response.arrayBuffer().catch(() => undefined) : undefined;
      this.#underWay = undefined;
      if (bytes !== undefined || abort.signal.aborted) return bytes;
      if (response?.ok) await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
      else await this.#giveUp(response);
    }
    return undefined;
  }

  /** Until the viewer asks: "Try now", or play. */
  async #giveUp(response: Response | undefined): Promise<void> {
    this.#isOver = true;
    if (isBare.get()) brokenFilm.set(wentWrong(response));
    await this.#pause();
    this.#isOver = false;
    brokenFilm.set(undefined);
  }

  /** The viewer moved elsewhere: what is on its way may not be what is needed now. */
  #turn(): void {
    const { part, abort } = this.#underWay ?? {};
    if (part !== undefined && part !== 0 && part !== nextPart(this.#video.currentTime, this.#held)) abort?.abort();
    this.#wake();
  }

  #pause(): Promise<undefined> {
    return new Promise((resolve) => {
      this.#wake = () => resolve(undefined);
    });
  }

  async #forget(buffer: SourceBuffer): Promise<void> {
    const { parts, untilSeconds } = outdated(this.#video.currentTime, this.#held);
    if (parts.length === 0 || this.#source.readyState !== 'open') return;
    for (const part of parts) this.#held.delete(part);
    await done(buffer, () => buffer.remove(0, untilSeconds));
  }
}

/** A buffer does one thing at a time. */
async function done(buffer: SourceBuffer, act: () => void): Promise<void> {
  const ended = new Promise((resolve) => buffer.addEventListener('updateend', resolve, { once: true }));
  act();
  await ended;
}
