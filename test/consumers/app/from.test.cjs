const { writeFileSync } = require('node:fs');

test('the package is found', () => writeFileSync('from.txt', require.resolve('steadyfetch')));
