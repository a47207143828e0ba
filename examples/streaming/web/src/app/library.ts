import { onCheckList, onTryNow, steady, wasNotSent } from '../steady.ts';
import { Store } from './store.ts';

export interface Film {
  readonly id: string;
  readonly title: string;
  readonly about: string;
}

export interface Comment {
  readonly id: string;
  readonly text: string;
}

/** `unsure`: it was sent, and nobody said whether it was saved. */
export type ListState = 'known' | 'saving' | 'unsure';

export const films = new Store<readonly Film[]>([]);
export const current = new Store<Film | undefined>(undefined);
export const list = new Store<{ readonly films: readonly string[]; readonly state: ListState }>({
  films: [],
  state: 'known',
});
export const comments = new Store<readonly Comment[]>([]);
/** Comments that are on their way. */
export const sending = new Store<readonly string[]>([]);

/** What could not be done, and may be done again without harm. */
const undone = new Set<() => Promise<unknown>>();
onTryNow('app', () => {
  const tasks = [...undone];
  undone.clear();
  return Promise.all(tasks.map((task) => task()));
});

export const loadFilms = (): Promise<boolean> =>
  load<readonly Film[]>('/api/films', 'Films', loadFilms, (found) => {
    films.set(found);
    current.set(current.get() ?? found[0]);
  });

export const loadList = (): Promise<boolean> =>
  load<readonly string[]>('/api/list', 'My list', loadList, (saved) => list.set({ films: saved, state: 'known' }));
onCheckList(loadList);

export const loadComments = (): Promise<boolean> =>
  load<readonly Comment[]>('/api/comments', 'Comments', loadComments, (found) => comments.set(found));

/** A plain POST. If its answer is lost nobody knows whether it was saved, so it is not sent again. */
export async function save(film: string, saved: boolean): Promise<void> {
  const before = list.get().films;
  list.set({ films: before, state: 'saving' });
  try {
    const response = await post('/api/list', { film, saved }, { notice: { label: 'My list' } });
    list.set(response.ok ? { films: await response.json(), state: 'known' } : { films: before, state: 'unsure' });
  } catch (error) {
    if (wasNotSent(error)) undone.add(() => save(film, saved));
    list.set({ films: before, state: wasNotSent(error) ? 'known' : 'unsure' });
  }
}

/** A comment goes with a key that is the same for every attempt, so the service knows it again, and it may be sent again. */
export async function comment(text: string): Promise<boolean> {
  sending.set([...sending.get(), text]);
  try {
    const response = await post(
      '/api/comments',
      { text },
      { idempotencyKey: true, notice: { label: 'Your comment', importance: 'user' } },
    );
    if (response.ok) comments.set(await response.json());
    return response.ok;
  } catch {
    return false;
  } finally {
    sending.set(sending.get().filter((each) => each !== text));
  }
}

type OwnOptions = NonNullable<NonNullable<Parameters<typeof steady>[1]>['steady']>;

const post = (url: string, body: object, own: OwnOptions): Promise<Response> =>
  steady(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    steady: own,
  });

async function load<Value>(url: string, label: string, again: () => Promise<boolean>, show: (value: Value) => void) {
  undone.delete(again);
  try {
    const response = await steady(url, { steady: { notice: { label } } });
    if (response.ok) show(await response.json());
    else undone.add(again);
    return response.ok;
  } catch {
    undone.add(again);
    return false;
  }
}
