// What the native side of React Native gives its JavaScript, as a plain script that comes before the bundle. Time is virtual, and the
// server is a function: the program of Hermes has neither.
(() => {
  const { print, setTimeout: nextTurn } = globalThis;
  const ORIGIN = 'http://origin.test/';

  const timers = new Map();
  let now = 1_800_000_000_000;
  let lastId = 0;
  const newId = () => {
    lastId += 1;
    return lastId;
  };
  const startTimer = (run, ms = 0, ...args) => {
    const id = newId();
    timers.set(id, { at: now + Math.max(0, ms), run: () => run(...args) });
    return id;
  };
  const clearTimer = (id) => {
    timers.delete(id);
  };
  /** Runs the timer that is due first, and so on, as long as there are any. Promises have their turn in between. */
  const turn = () => {
    const [first] = [...timers].sort(([a, one], [b, other]) => one.at - other.at || a - b);
    if (first === undefined) return;
    const [id, { at, run }] = first;
    timers.delete(id);
    now = at;
    nextTurn(turn);
    run();
  };
  nextTurn(turn);

  const names = new Map();
  const noted = (name) => {
    if (!names.has(name)) names.set(name, { seen: [], isOver: false });
    return names.get(name);
  };
  /** What `support/origin.ts` answers, by the path; nothing where that is silence. */
  const answerTo = ({ url, method, headers, body }, seen) => {
    const [kind, name, plan] = url.slice(ORIGIN.length).split('/');
    const known = noted(name);
    if (kind === 'dead') return { status: 200, text: 'http://nothing.test/' };
    if (kind === 'seen') return { status: 200, text: JSON.stringify(known.seen) };
    if (kind === 'end') {
      known.isOver = true;
      return { status: 200, text: 'ended' };
    }
    const steps = plan.split(/[,?]/);
    const planned = steps[Math.min(known.seen.length, steps.length - 1)] || '200';
    const step = kind === 'outage' && known.isOver ? '200' : planned;
    known.seen.push(seen);
    if (step === 'hang') return undefined;
    if (step === 'echo') return { status: 200, text: JSON.stringify({ method, headers, body }) };
    const [, late, status = '200', after] = /^(?:late(\d+)|(\d+)(?:big)?(?:after(\d+))?)$/.exec(step);
    const text = status === '200' ? 'ok' : `status ${status}`;
    return { status: Number(status), text, headers: after && { 'retry-after': after }, ms: Number(late || 3) };
  };

  const blobs = new Map();
  const blobOf = (text) => {
    const blobId = `blob-${newId()}`;
    blobs.set(blobId, text);
    return { blobId, offset: 0, size: text.length };
  };
  const requests = new Map();
  const emit = (type, ...args) => globalThis.__rctDeviceEventEmitter.emit(type, args);
  const Networking = {
    addListener() {},
    removeListeners() {},
    /** On iOS: what to send, and whom to tell the id. On Android: the same one by one, with the id. */
    sendRequest(first, told, ...more) {
      const isAndroid = typeof first === 'string';
      const [method, url] = isAndroid ? [first, told] : [first.method, first.url];
      const id = isAndroid ? more[0] : newId();
      const headers = isAndroid ? more[1] : Object.entries(first.headers);
      const [data, responseType] = isAndroid ? more.slice(2) : [first.data, first.responseType];
      const lower = headers.map(([name, value]) => [name.toLowerCase(), value]);
      const request = { method, url, headers: Object.fromEntries(lower), body: data.string };
      const seen = { ...request, gone: false };
      const answer = url.startsWith(ORIGIN) ? answerTo(request, seen) : { failed: true };
      const end = () => {
        requests.delete(id);
        const { failed, status, text, headers: own } = answer;
        if (failed) return emit('didCompleteNetworkResponse', id, 'Could not connect to the server.', false);
        emit('didReceiveNetworkResponse', id, status, { 'content-type': 'text/plain', ...own }, url);
        emit('didReceiveNetworkData', id, responseType === 'blob' ? blobOf(text) : text);
        emit('didCompleteNetworkResponse', id, null, false);
      };
      requests.set(id, { seen, timer: answer && startTimer(end, answer.ms || 3) });
      if (!isAndroid) told(id);
    },
    abortRequest(id) {
      const request = requests.get(id);
      if (request === undefined) return;
      clearTimer(request.timer);
      request.seen.gone = true;
    },
  };

  const modules = {
    Networking,
    BlobModule: {
      getConstants: () => ({ BLOB_URI_SCHEME: 'blob', BLOB_URI_HOST: null }),
      addNetworkingHandler() {},
      createFromParts: (parts, id) => blobs.set(id, parts.map(({ data }) => data).join('')),
      release: (id) => blobs.delete(id),
    },
    FileReaderModule: { readAsText: ({ blobId }) => Promise.resolve(blobs.get(blobId)) },
    NativeReactNativeFeatureFlagsCxx: new Proxy({}, { get: () => () => false }),
    NativeMicrotasksCxx: { queueMicrotask: (run) => Promise.resolve().then(run) },
    NativePerformanceCxx: { now: () => now },
    PlatformConstants: { getConstants: () => ({ isTesting: true }) },
    ExceptionsManager: { reportException: ({ message, extraData }) => print(message, JSON.stringify(extraData)) },
    SourceCode: { getConstants: () => ({ scriptURL: 'bundle.js' }) },
  };

  Date.now = () => now;
  // Hermes has these of Intl on phones. Its program for Linux is built without.
  const someOfIntl = {
    getCanonicalLocales: (locales) => [locales].flat(),
    NumberFormat: function NumberFormat(_locale, { unit } = {}) {
      this.format = (value) => (unit === undefined ? `${value}` : `${value} ${unit}${value === 1 ? '' : 's'}`);
    },
    DateTimeFormat: function DateTimeFormat() {
      this.format = (at) => new Date(at).toISOString().slice(11, 16);
    },
  };
  Object.assign(globalThis, {
    RN$Bridgeless: true,
    RN$registerCallableModule() {},
    nativeModuleProxy: new Proxy(modules, { get: (known, name) => known[name] || null }),
    nativeLoggingHook: (text) => print(text),
    setTimeout: startTimer,
    clearTimeout: clearTimer,
    Intl: someOfIntl,
    /** How many timers have neither run nor been cleared. */
    countTimers: () => timers.size,
  });
})();
