/** The longest wait that timers take, in ms (24.8 days). A longer `setTimeout` fires at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1;
