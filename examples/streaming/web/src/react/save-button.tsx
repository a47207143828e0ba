import { type Film, list, save } from '../app/library.ts';
import { useStore } from './use-store.ts';

export function SaveButton({ film }: { film: Film }) {
  const { films, state } = useStore(list);
  const isSaved = films.includes(film.id);
  const isSaving = state === 'saving';
  // Not `disabled`: the focus would be lost.
  return (
    <button
      type="button"
      className="save"
      aria-pressed={isSaved}
      aria-disabled={isSaving}
      onClick={() => isSaving || save(film.id, !isSaved)}
    >
      {isSaving ? 'Saving…' : isSaved ? 'In my list' : 'Add to my list'}
    </button>
  );
}
