import { type Column, type Policy, policyDigest, type Row } from "../../../filters/index.ts";
import { openRowJudge } from "../../store/judge-rows.ts";

/** What a policy says of scores that were kept. */
export interface ImageDecision {
  readonly action: "pass" | "flag" | "block";
  /** Broken images are no harmful ones: only `not-finite`, `flat` or `noise` blocked it. */
  readonly broken: boolean;
  readonly rules: readonly string[];
  readonly unmeasured: readonly string[];
  readonly policySha256: string;
}

const BROKEN = new Set(["not-finite", "flat", "noise"]);

/**
 * Judges old images again by their kept scores: no image is opened, no model runs.
 * @throws CliError (exit code 2) when a rule asks for a score that none of the images has
 */
export async function rejudge(rows: readonly Row[], policy: Policy): Promise<readonly ImageDecision[]> {
  const judge = await openRowJudge(policy, columnsOf(rows, policy));
  try {
    const judgements = await judge.judge(rows);
    return judgements.map(({ action, rules, unmeasured }) => ({
      action: unmeasured.length > 0 || action === "drop" ? "block" : action === "review" ? "flag" : "pass",
      broken: isBroken(rules) && unmeasured.length === 0,
      rules,
      unmeasured,
      policySha256: policyDigest(policy),
    }));
  } finally {
    judge.close();
  }
}

/** Whether the rule that decided says that there is no picture, instead of a harmful one. */
export function isBroken(rules: readonly string[]): boolean {
  return BROKEN.has(rules[0] ?? "");
}

/** Types as the values have them; a needed column that no image has is there and empty, so that it blocks. */
function columnsOf(rows: readonly Row[], policy: Policy): readonly Column[] {
  const types = new Map<string, Column["type"]>();
  for (const name of policy.rules.flatMap(({ needs = [] }) => needs)) types.set(name, "float32");
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (value === null) types.set(name, types.get(name) ?? "float32");
      else
        types.set(name, typeof value === "boolean" ? "bool" : typeof value === "string" ? "utf8" : "float32");
    }
  return [...types].map(([name, type]) => ({ name, type, meaning: "a kept score" }));
}
