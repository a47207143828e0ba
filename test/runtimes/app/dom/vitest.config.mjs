export default { test: { root: import.meta.dirname, include: ['page.test.mjs'], globals: true, pool: 'forks' } };
