import { groupFlagsOf } from "../../../filters/policies.ts";
import type { DecidedRun } from "../decided-run.ts";
import { registerOf } from "../register.ts";

/** Something that befalls pairs, in words and as a predicate. */
export interface Outcome {
  readonly outcome: string;
  readonly when: string;
}

/** What groups are set beside: the flags that a run can tell, and that its policy does not keep the pair. */
export function outcomesOf({ columns, decisions, run }: DecidedRun): readonly Outcome[] {
  const known = new Set(columns.map(({ name }) => name));
  return [
    ...groupFlagsOf(registerOf(run.inputs))
      .filter(({ needs }) => needs.every((name) => known.has(name)))
      .map(({ says, when }) => ({ outcome: `flagged: ${says}`, when })),
    { outcome: `not kept by policy ${decisions.policy} v${decisions.version}`, when: "action <> 'keep'" },
  ];
}
