/** Does the viewer want to watch while there is nothing to be seen? */
export function isStalled(): boolean {
  const video = document.querySelector('video');
  return video !== null && !video.paused && !video.ended && video.readyState < video.HAVE_FUTURE_DATA;
}
