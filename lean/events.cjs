'use strict';

/**
 * All that opossum uses of Node's `events`, for the places that have none; part of `dist/opossum.js` only.
 * CommonJS, because opossum takes both the module itself and its `EventEmitter` for the class.
 */
class EventEmitter {
  static EventEmitter = EventEmitter;
  #listeners = new Map();

  on(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
    return this;
  }

  emit(type, ...facts) {
    const listeners = this.#listeners.get(type) ?? [];
    for (const listener of listeners) listener.apply(this, facts);
    return listeners.length > 0;
  }

  removeAllListeners() {
    this.#listeners.clear();
    return this;
  }
}

module.exports = EventEmitter;
