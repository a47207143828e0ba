import { bareRequest } from '../app/bare.ts';
import { steady } from '../steady.ts';
import { bareLineOf, type Line, lineOf } from './lines.ts';

const MOST_LINES = 60;

/** Writes down what goes over the wire, the latest on top. */
export function startLog(log: HTMLElement): void {
  const rows = new Map<string, HTMLElement>();
  const add = (line: Line | undefined, at: number) => {
    if (line === undefined) return;
    const known = rows.get(line.key);
    const row = draw(line, at);
    if (known === undefined) log.prepend(row);
    else known.replaceWith(row);
    rows.set(line.key, row);
    const [oldest] = rows.keys();
    if (rows.size > MOST_LINES && oldest !== undefined) {
      rows.get(oldest)?.remove();
      rows.delete(oldest);
    }
  };
  steady.subscribe((event) => add(lineOf(event), event.at));
  bareRequest.subscribe(() => add(bareLineOf(bareRequest.get()), Date.now()));
}

function draw({ tone, badge, text }: Line, at: number): HTMLElement {
  const row = document.createElement('li');
  row.dataset['tone'] = tone;
  const time = document.createElement('time');
  time.textContent = new Date(at).toTimeString().slice(3, 8);
  const mark = document.createElement('b');
  mark.textContent = badge;
  const what = document.createElement('span');
  what.textContent = text;
  row.append(time, mark, what);
  return row;
}
