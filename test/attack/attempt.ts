/** A check in the source, and the same place without it. */
export interface Check {
  /** The rule by which it refuses. */
  readonly rule: string;
  /** File of the repository, and the text in it that is exchanged in a test build. */
  readonly file: string;
  readonly on: string;
  readonly off: string;
}

/**
 * Something that must not be possible. `run` throws what refuses it, and resolves where it succeeded: with the check
 * switched off it has to.
 */
export interface Attempt {
  /** What is tried, in one line. */
  readonly what: string;
  /** Number of the kind of fault that it belongs to (docs/threat-model.md, "Faults and attempts"). */
  readonly fault: number;
  readonly check: Check;
  run(): Promise<void>;
}

/** What refuses an attempt where no command of ours would have thrown. */
export class Foiled extends Error {
  readonly reasons: readonly { readonly rule: string }[];
  constructor(rule: string) {
    super(`foiled by ${rule}`);
    this.reasons = [{ rule }];
  }
}
