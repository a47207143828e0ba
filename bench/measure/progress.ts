/** Says on the side what is being done, and after how many seconds. */
export function progress(): (what: string) => void {
  const startedAt = performance.now();
  return (what) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
    console.error(`${seconds.padStart(4)} s  ${what}`);
  };
}
