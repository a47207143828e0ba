// The load policies with which hls.js leaves retries to steadyfetch.

// #region policies
/** No retries of its own, and time for ours: its limits count waits, too. */
const once = { maxTimeToFirstByteMs: 120_000, maxLoadTimeMs: 120_000, errorRetry: null, timeoutRetry: null };

export const WITHOUT_RETRIES = {
  manifestLoadPolicy: { default: once },
  playlistLoadPolicy: { default: once },
  fragLoadPolicy: { default: once },
};
// #endregion policies
