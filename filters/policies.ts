/**
 * Policies, and the facts of columns that decide: this door loads no filter, so that a run can be decided, read and
 * reported without them.
 */
export type { Register } from "./cuts.ts";
export { exactFrom } from "./image-panel.ts";
export { type Pointed, pointed } from "./image-where.ts";
export {
  type Action,
  applicableRules,
  decisionSql,
  firstSql,
  type Policy,
  parsePolicy,
  policyDigest,
  policySql,
  type Rule,
} from "./policy.ts";
export { groupFlagsOf, otherName, sideFlagsOf, signals, signalsOf } from "./signals.ts";
