// Notices as toasts of Radix, or of shadcn's toast, which is made of it: rendered from what is to be shown.

// #region wire
import * as Toast from '@radix-ui/react-toast';
import { useSyncExternalStore } from 'react';
import { createSteadyFetch } from 'steadyfetch';
import { createNotices } from 'steadyfetch/notices';
import { viewStore } from 'steadyfetch/sinks';

export const steady = createSteadyFetch();
export const notices = createNotices(steady);
export const sink = viewStore();
notices.connect(sink);

export function App() {
  const views = useSyncExternalStore(sink.subscribe, sink.getSnapshot, sink.getSnapshot);
  return (
    <Toast.Provider duration={Number.POSITIVE_INFINITY}>
      {views.map((view) => (
        <Toast.Root
          key={view.id}
          open
          onOpenChange={() => view.dismiss()}
          // Foreground toasts interrupt what is being read.
          type={view.announce?.politeness === 'assertive' ? 'foreground' : 'background'}
          lang={view.lang}
          dir={view.dir}
        >
          <Toast.Title>{view.text.title}</Toast.Title>
          <Toast.Description>{view.text.body}</Toast.Description>
          {view.actions.map(
            (action) =>
              action.id !== 'dismiss' && (
                <Toast.Action
                  key={action.id}
                  altText={action.label}
                  aria-disabled={action.disabled}
                  onClick={(event) => {
                    // Or else it would close the toast.
                    event.preventDefault();
                    if (!action.disabled) action.run();
                  }}
                >
                  {action.label}
                </Toast.Action>
              ),
          )}
          <Toast.Close aria-label={view.dismissLabel}>×</Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport />
    </Toast.Provider>
  );
}
// #endregion wire
