/** A library, as a test in a browser sees it. */
export interface Subject {
  readonly name: string;
  /** In `pages/`. */
  readonly page: string;
  /** Matches each of its toasts. */
  readonly toast: string;
  /** Can show all actions of a notice, or one. */
  readonly actions: 'all' | 'one';
  /** Whose live region it is that speaks: one of the sink, the one of the library, or one that is there for a moment. */
  readonly region: 'own' | 'library' | 'announcer';
  readonly canInterrupt: boolean;
  /** What closes the toast of a notice with this id. */
  close(id: string): string;
}

const hideButton = (id: string): string => `button[aria-label="Hide message about ${id}"]`;
const card = { actions: 'all', region: 'own', canInterrupt: true, close: hideButton } as const;
const line = { actions: 'one', region: 'library', close: () => '[data-close-button]' } as const;

export const SUBJECTS: readonly Subject[] = [
  { name: 'sonner', page: 'sonner.tsx', toast: 'li[data-sonner-toast]', ...card },
  { name: 'react-hot-toast', page: 'react-hot-toast.tsx', toast: '[data-rht-toaster] > div', ...card },
  { name: 'react-toastify', page: 'react-toastify.tsx', toast: '.Toastify__toast', ...card },
  { name: 'notistack', page: 'notistack.tsx', toast: '.notistack-CollapseWrapper', ...card },
  { name: 'radix', page: 'radix.tsx', toast: 'ol > li', ...card, region: 'announcer' },
  { name: 'vue-sonner', page: 'vue-sonner.ts', toast: 'li[data-sonner-toast]', ...line, canInterrupt: false },
  { name: 'svelte-sonner', page: 'svelte-sonner.ts', toast: 'li[data-sonner-toast]', ...line, canInterrupt: true },
];
