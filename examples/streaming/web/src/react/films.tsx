import { current, films } from '../app/library.ts';
import { useStore } from './use-store.ts';

export function Films() {
  const playing = useStore(current);
  return (
    <section aria-labelledby="films-title">
      <h2 id="films-title">Films</h2>
      <ul className="films">
        {useStore(films).map((film) => (
          <li key={film.id}>
            <button type="button" aria-pressed={film.id === playing?.id} onClick={() => current.set(film)}>
              <img src={`/video/${film.id}/poster.webp`} alt="" width="480" height="270" />
              {film.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
