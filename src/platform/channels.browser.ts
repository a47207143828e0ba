/** Only Node, Bun and Deno have channels. Calls of empty functions are what minifiers leave out. */
export function areCallsWatched(): undefined {}
export function areCircuitsWatched(): undefined {}
export function publishCall(): void {}
export function publishCircuit(): void {}
