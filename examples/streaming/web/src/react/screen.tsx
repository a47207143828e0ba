import { useEffect, useRef } from 'react';
import { defineSteadyNotices } from 'steadyfetch/dom';
import { brokenFilm } from '../app/bare.ts';
import { type Film, restart, told } from '../app/library.ts';
import { addControls } from '../player/controls.ts';
import { Player } from '../player/player.ts';
import { notices, onTryNow } from '../steady.ts';
import { SaveButton } from './save-button.tsx';
import { useStore } from './use-store.ts';

defineSteadyNotices();

export function Screen({ film }: { film: Film | undefined }) {
  const screen = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const controls = useRef<HTMLDivElement>(null);
  const broken = useStore(brokenFilm);

  useEffect(() => {
    if (video.current === null || film === undefined) return;
    const player = new Player(video.current, film);
    onTryNow('playback', () => player.tryAgain());
    return () => player.close();
  }, [film]);

  useEffect(() => {
    if (screen.current === null || video.current === null || controls.current === null) return;
    return addControls(controls.current, video.current, screen.current);
  }, []);

  // #region overlay
  useEffect(() => {
    const element = document.createElement('steady-notices');
    element.setAttribute('surfaces', 'playback');
    element.center = notices;
    screen.current?.append(element);
    return () => element.remove();
  }, []);
  // #endregion overlay

  return (
    <section className="screen" aria-labelledby="title">
      <div className="player" ref={screen}>
        <video ref={video} autoPlay muted playsInline poster={film && `/video/${film.id}/poster.webp`} />
        {broken !== undefined && (
          <div className="broken" role="alert">
            <p>{broken}</p>
            <button type="button" onClick={restart}>
              Reload
            </button>
          </div>
        )}
        <div className="controls" ref={controls} />
      </div>
      <div className="below">
        <div>
          <h1 id="title">{film?.title ?? '\u00a0'}</h1>
          <p>{film?.about ?? '\u00a0'}</p>
        </div>
        {film && <SaveButton film={film} />}
        <p className="told" role="status">
          {useStore(told)}
        </p>
      </div>
    </section>
  );
}
