export default {
  rootDir: '..',
  roots: ['<rootDir>/dom'],
  testMatch: ['**/page.test.mjs'],
  moduleFileExtensions: ['mjs', 'js', 'json', 'node'],
  transform: {},
};
