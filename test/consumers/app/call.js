// What an app does with the package: a call that fails twice, and a notice about it.
import { createSteadyFetch } from 'steadyfetch';
import { mountNotices } from 'steadyfetch/dom';
import { createNotices } from 'steadyfetch/notices';
import { collectSink } from 'steadyfetch/sinks';

/** @param {string} url */
export async function call(url) {
  const steady = createSteadyFetch({ random: () => 0.9 });
  const notices = createNotices(steady, { timing: { revealUserMs: 0 } });
  const unmount = mountNotices(notices);
  const sink = collectSink();
  notices.connect(sink);
  const response = await steady(url, { steady: { notice: { importance: 'user' } } });
  const { text: shown } = sink.upserted[0] ?? {};
  const end = { status: response.status, body: await response.text(), told: shown?.title };
  unmount();
  notices.close();
  steady.close();
  return end;
}
