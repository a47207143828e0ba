/** What this process has had of a processor so far, in ms: others that keep a machine busy do not count. */
export function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}
