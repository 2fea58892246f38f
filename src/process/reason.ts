/** Why something is not so, as a value: which rule says it, and the reason in plain words. */
export interface Reason {
  /** The id of the rule, as `four-eyes`. */
  readonly rule: string;
  /** One sentence without a full stop. */
  readonly reason: string;
}
