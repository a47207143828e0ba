import { checkList, current, films, list } from '../app/library.ts';
import { useStore } from './use-store.ts';

export function MyList() {
  const { films: saved, state } = useStore(list);
  const mine = useStore(films).filter(({ id }) => saved.includes(id));
  return (
    <section aria-labelledby="list-title">
      <h2 id="list-title">My list</h2>
      {state === 'unsure' && (
        <p className="unsure">
          Not sure whether the last change was saved.{' '}
          <button type="button" onClick={() => void checkList()}>
            Check my list
          </button>
        </p>
      )}
      {mine.length === 0 && <p className="empty">Nothing yet. Save a film to find it here.</p>}
      <ul className="list">
        {mine.map((film) => (
          <li key={film.id}>
            <button type="button" onClick={() => current.set(film)}>
              {film.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
