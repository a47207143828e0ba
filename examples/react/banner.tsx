// Notices as a part of the page, and a light for one upstream, with React and no toast library.

// #region banner
import type { NoticeCenter } from 'steadyfetch/notices';
import { useNotices } from 'steadyfetch/react';

export function Banner({ center }: { readonly center: NoticeCenter }) {
  const [notice] = useNotices(center);
  const view = notice && center.present(notice);
  return (
    <section aria-label={center.phrase('region.label')} lang={view?.lang} dir={view?.dir}>
      {/* In the page before it has anything to say, or screen readers may miss it. */}
      <p role="status">{view?.text.title}</p>
      <p>{view?.text.body}</p>
      {view?.actions.map(({ id, label, disabled, run }) => (
        <button key={id} type="button" aria-disabled={disabled} onClick={() => disabled || run()}>
          {label}
        </button>
      ))}
    </section>
  );
}
// #endregion banner
