/** Lets so many go ahead at a time, in the order in which they came. */
export function lanes(count: number): () => Promise<Disposable> {
  const waiting: (() => void)[] = [];
  let free = count;
  return async () => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return {
      [Symbol.dispose]() {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      },
    };
  };
}
