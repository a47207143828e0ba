import { mountNotices } from 'steadyfetch/dom';
import { brokenFilm } from '../app/bare.ts';
import {
  checkList,
  comment,
  comments,
  current,
  type Draft,
  drafts,
  films,
  list,
  loadComments,
  loadFilms,
  loadList,
  restart,
  save,
  told,
} from '../app/library.ts';
import { addControls } from '../player/controls.ts';
import { Player } from '../player/player.ts';
import { notices, onTryNow } from '../steady.ts';
import { find, make, watch } from './page.ts';

const player = find('.player');
// #region dom
mountNotices(notices, { playback: player });
// #endregion dom

const video = find<HTMLVideoElement>('video');
const saveButton = find<HTMLButtonElement>('.save');
const form = find<HTMLFormElement>('.write');
const text = find<HTMLInputElement>('#text');
let playing: Player | undefined;
onTryNow('playback', () => playing?.tryAgain());
addControls(find('.controls'), video, player);

watch([current], () => {
  const film = current.get();
  playing?.close();
  playing = undefined;
  if (film === undefined) return;
  find('#title').textContent = film.title;
  find('#about').textContent = film.about;
  video.poster = `/video/${film.id}/poster.webp`;
  playing = new Player(video, film);
});

watch([films, current], () => {
  const buttons = films.get().map((film) => {
    const button = make('button', film.title, () => current.set(film));
    button.ariaPressed = String(film.id === current.get()?.id);
    button.prepend(Object.assign(new Image(480, 270), { src: `/video/${film.id}/poster.webp`, alt: '' }));
    return button;
  });
  fill('.films', buttons);
});

watch([films, list, current], () => {
  const { films: saved, state } = list.get();
  const mine = films.get().filter(({ id }) => saved.includes(id));
  fill(
    '.list',
    mine.map((film) => make('button', film.title, () => current.set(film))),
  );
  find('.empty').hidden = mine.length > 0;
  find('.unsure').hidden = state !== 'unsure';

  const isSaved = saved.includes(current.get()?.id ?? '');
  saveButton.hidden = current.get() === undefined;
  saveButton.ariaPressed = String(isSaved);
  // Not `disabled`: the focus would be lost.
  saveButton.ariaDisabled = String(state === 'saving');
  saveButton.textContent = state === 'saving' ? 'Saving…' : isSaved ? 'In my list' : 'Add to my list';
});

watch([brokenFilm], () => {
  find('.broken').hidden = brokenFilm.get() === undefined;
  find('.broken p').textContent = brokenFilm.get() ?? '';
});
find('.broken button').addEventListener('click', restart);

watch([told], () => {
  find('.told').textContent = told.get();
});
find('.unsure button').addEventListener('click', checkList);

saveButton.addEventListener('click', () => {
  const film = current.get();
  const { films: saved, state } = list.get();
  if (film !== undefined && state !== 'saving') void save(film.id, !saved.includes(film.id));
});

watch([comments, drafts], () => {
  fill('.comments', [...drafts.get().map(pending), ...comments.get().map((each) => make('span', each.text))]);
});

function pending({ key, text, state }: Draft): HTMLElement {
  const item = make('span', `${text} `);
  item.className = 'pending';
  item.append(make('em', state === 'sending' ? 'Sending…' : 'Not sent.'));
  if (state === 'unsent')
    item.append(
      ' ',
      make('button', 'Send again', () => void comment(text, key)),
    );
  return item;
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  const written = text.value.trim();
  if (written !== '') void comment(written);
  text.value = '';
});

for (const load of [loadFilms, loadList, loadComments]) void load();

/** One item per element. Keeps the focus where it is: a button that was focused is so again. */
function fill(selector: string, elements: readonly HTMLElement[]): void {
  const place = find(selector);
  const focused = [...place.children].findIndex((item) => item.contains(document.activeElement));
  place.replaceChildren(
    ...elements.map((element) => {
      const item = document.createElement('li');
      item.append(element);
      return item;
    }),
  );
  const again = elements[focused];
  (again instanceof HTMLButtonElement ? again : again?.querySelector('button'))?.focus();
}
