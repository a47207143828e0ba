import { test } from 'vitest';
import { bundlePage } from './bundle-page.ts';

test.each([
  'sonner.tsx',
  'react-hot-toast.tsx',
  'react-toastify.tsx',
  'notistack.tsx',
  'radix.tsx',
  'vue-sonner.ts',
  'svelte-sonner.ts',
])('%s', async (f) => {
  console.log(f, (await bundlePage(f)).length);
});
