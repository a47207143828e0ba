/** The inside of a `Lab`: answers one task after the other. */
export function serve<Task, Result>(work: (task: Task) => Promise<Result>): void {
  process.on('message', async (task) => {
    process.send?.(await work(task as Task));
  });
}
