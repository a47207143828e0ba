import { useEffect, useRef } from 'react';
import type { Film } from '../app/library.ts';
import { Player } from '../player/player.ts';
import { onTryNow } from '../steady.ts';
import { SaveButton } from './save-button.tsx';

export function Screen({ film }: { film: Film | undefined }) {
  const video = useRef<HTMLVideoElement>(null);

  useEffect(() => {
    if (video.current === null || film === undefined) return;
    const player = new Player(video.current, film);
    onTryNow('playback', () => player.tryAgain());
    return () => player.close();
  }, [film]);

  return (
    <section className="screen" aria-labelledby="title">
      <video ref={video} controls muted playsInline poster={film && `/video/${film.id}/poster.webp`} />
      <div className="below">
        <div>
          <h1 id="title">{film?.title ?? '\u00a0'}</h1>
          <p>{film?.about ?? '\u00a0'}</p>
        </div>
        {film && <SaveButton film={film} />}
      </div>
    </section>
  );
}
