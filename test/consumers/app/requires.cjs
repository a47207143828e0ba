const { call } = require('./call.cjs');

const print = async (url) =>
  console.log(JSON.stringify({ ...(await call(url)), from: require.resolve('steadyfetch') }));
void print(process.argv[2]);
