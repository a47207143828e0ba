import { dismissAll, onCheckList, onTryNow, send, type steady, wasNotSent } from '../steady.ts';
import { brokenFilm, isBare, wentWrong } from './bare.ts';
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

/** A comment on its way. `key` is the same for every attempt, so the service knows it again. */
export interface Draft {
  readonly key: string;
  readonly text: string;
  readonly state: 'sending' | 'unsent';
}

/** `unsure`: it was sent, and whether it was saved is unknown. */
export type ListState = 'known' | 'saving' | 'unsure';

export const films = new Store<readonly Film[]>([]);
export const current = new Store<Film | undefined>(undefined);
export const list = new Store<{ readonly films: readonly string[]; readonly state: ListState }>({
  films: [],
  state: 'known',
});
export const comments = new Store<readonly Comment[]>([]);
/** What the page says below the film about what was done there. */
export const told = new Store('');
/** Comments that the service does not have yet, as far as we know. */
export const drafts = new Store<readonly Draft[]>([]);

/** What could not be done and may be done again without harm, by what it is. */
const undone = new Map<string, () => Promise<unknown>>();
onTryNow('app', () => Promise.all([...undone.values()].map((task) => task())));

export const loadFilms = (): Promise<boolean> =>
  load<readonly Film[]>('/api/films', 'Films', (found) => {
    films.set(found);
    current.set(current.get() ?? found[0]);
  });

export const loadList = (): Promise<boolean> =>
  load<readonly string[]>('/api/list', 'My list', (saved) => list.set({ films: saved, state: 'known' }));

/** The last change of the list, made or not. */
let lastChange: Film | undefined;

/** Says at once that it looks, and then what it found. */
export async function checkList(): Promise<void> {
  told.set('Checking your list…');
  const isKnown = await loadList();
  const isSaved = list.get().films.includes(lastChange?.id ?? '');
  told.set(
    isKnown
      ? `“${lastChange?.title}” is ${isSaved ? '' : 'not '}in your list.`
      : 'Your list can’t be reached right now. Check again later.',
  );
}
onCheckList(checkList);

export const loadComments = (): Promise<boolean> =>
  load<readonly Comment[]>('/api/comments', 'Comments', (found) => comments.set(found));

/** As if the page were loaded again: the film from its start, and nothing to be read. */
export function restart(): void {
  dismissAll();
  brokenFilm.set(undefined);
  told.set('');
  const film = current.get();
  current.set(film && { ...film });
  for (const again of [loadFilms, loadList, loadComments]) void again();
}

/** A plain POST. If its answer is lost, it is unknown whether it was saved, so it is not sent again. */
export async function save(film: string, saved: boolean): Promise<void> {
  undone.delete('save');
  lastChange = films.get().find(({ id }) => id === film);
  told.set('');
  const before = list.get().films;
  list.set({ films: before, state: 'saving' });
  try {
    const response = await post('/api/list', { film, saved }, { notice: { label: 'My list' } });
    if (!response.ok) complain(response);
    list.set(response.ok ? { films: await response.json(), state: 'known' } : { films: before, state: 'unsure' });
  } catch (error) {
    if (wasNotSent(error)) undone.set('save', () => save(film, saved));
    complain();
    list.set({ films: before, state: wasNotSent(error) ? 'known' : 'unsure' });
  }
}

/** A comment may be sent again, because it has a key. What was written is kept until the service has it. */
export async function comment(text: string, key: string = crypto.randomUUID()): Promise<void> {
  undone.delete(key);
  const others = () => drafts.get().filter((draft) => draft.key !== key);
  drafts.set([{ key, text, state: 'sending' }, ...others()]);
  const own: OwnOptions = { idempotencyKey: key, notice: { label: 'Your comment', importance: 'user' } };
  const response = await post('/api/comments', { text }, own).catch(() => undefined);
  const known = response?.ok ? await (response.json() as Promise<Comment[]>).catch(() => undefined) : undefined;
  if (known === undefined) {
    complain(response);
    undone.set(key, () => comment(text, key));
    drafts.set(drafts.get().map((draft) => (draft.key === key ? { ...draft, state: 'unsent' } : draft)));
  } else {
    drafts.set(others());
    comments.set(known);
  }
}

type OwnOptions = NonNullable<NonNullable<Parameters<typeof steady>[1]>['steady']>;

const post = (url: string, body: object, own: OwnOptions): Promise<Response> =>
  send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    steady: own,
  });

/** Says whether it went well. */
async function load<Value>(url: string, label: string, show: (value: Value) => void): Promise<boolean> {
  undone.delete(url);
  const response = await send(url, { steady: { notice: { label } } }).catch(() => undefined);
  const value = response?.ok ? await (response.json() as Promise<Value>).catch(() => undefined) : undefined;
  if (value === undefined) {
    complain(response);
    undone.set(url, () => load(url, label, show));
    return false;
  }
  show(value);
  return true;
}

/** Without steadyfetch there are no notices. */
const complain = (response?: Response): void => void (isBare.get() && told.set(wentWrong(response)));
