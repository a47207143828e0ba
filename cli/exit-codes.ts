/** What the command ends with, so that scripts can ask. */
export const EXIT = {
  /** Answered with less than 400; with `--watch`, at last. */
  well: 0,
  /** A failure that is likely to pass. */
  passes: 1,
  /** Wrong usage, or a file that cannot be read: nothing was explained. */
  usage: 2,
  /** A failure that does not pass by itself. */
  stays: 3,
  /** Ctrl-C: 128 and the number of the signal, as in every shell. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was not used as it can be. Its message is shown as it is, so it may quote no value that could be a secret. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
