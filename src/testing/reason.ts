/** What an aborted `fetch` rejects with. Chrome 92, Firefox 90 and Safari 15 give signals no reason. */
export function reasonOf(signal: AbortSignal): unknown {
  if (signal.reason !== undefined) return signal.reason;
  return Object.assign(new Error('This operation was aborted'), { name: 'AbortError' });
}
