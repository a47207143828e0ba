/** An item of a list: it knows its neighbors itself, so that adding and deleting cost nothing. It can be in one list at a time. */
export interface Link<Self extends Link<Self>> {
  before: Self | undefined;
  after: Self | undefined;
}

/** Keeps what is under way, oldest first. A `Set` would do, and costs 0.1 µs more per call. */
export class LinkedList<Item extends Link<Item>> {
  #first: Item | undefined;
  #last: Item | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: Item): void {
    item.before = this.#last;
    if (this.#last === undefined) this.#first = item;
    else this.#last.after = item;
    this.#last = item;
    this.#size++;
  }

  /** Returns whether it was there. */
  delete(item: Item): boolean {
    const { before, after } = item;
    if (before === undefined && this.#first !== item) return false;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    item.before = undefined;
    item.after = undefined;
    this.#size--;
    return true;
  }

  get first(): Item | undefined {
    return this.#first;
  }

  /** A copy, so that the list may change while the copy is read. */
  all(): readonly Item[] {
    const items: Item[] = [];
    for (let item = this.#first; item !== undefined; item = item.after) items.push(item);
    return items;
  }
}
