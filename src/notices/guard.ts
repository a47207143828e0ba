/** Calls what the app gave; where that throws, the fallback takes its place, and the first error is told once. */
export type Guard = <T>(act: () => T, fallback: T) => T;

export function createGuard(): Guard {
  let told = false;
  return (act, fallback) => {
    try {
      return act();
    } catch (error) {
      if (!told)
        queueMicrotask(() => console.error('steadyfetch: a callback of the notices failed; they go on.', error));
      told = true;
      return fallback;
    }
  };
}
