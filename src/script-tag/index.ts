// The whole of `dist/steadyfetch.global.js`: runs when a page loads it.
import { install } from './install.ts';

try {
  install(document.currentScript);
} catch (error) {
  // An engine that is too old, or a page that has locked its globals, keeps the fetch that it has.
  console.warn('steadyfetch: this page keeps its own fetch, because the script tag failed.', error);
}
