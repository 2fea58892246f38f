import type { Column, Row } from "../../../filters/index.ts";
import { type Policy, policyDigest } from "../../../filters/policies.ts";
import type { StageJudgement } from "../../ledger/image-events.ts";
import { openRowJudge } from "../../run/judge-rows.ts";
import type { ImageState } from "../state/state.ts";
import { stageColumns } from "./stage-columns.ts";

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

/** An image, what was said of it then, and what a policy says of its kept scores now: the strictest of its stages. */
export interface Rejudged {
  readonly image: string;
  readonly was: "pass" | "block" | "fault";
  readonly now: ImageDecision["action"];
  readonly rules: readonly string[];
  readonly released: boolean;
}

/** {@link rejudge} of every image of a ledger, destroyed ones too. */
export async function rejudgeImages(
  images: readonly ImageState[],
  policy: Policy,
): Promise<readonly Rejudged[]> {
  const rows = images.flatMap(({ judged }) => judged.stages.map(keptRow));
  const decisions = rows.length === 0 ? [] : await rejudge(rows, policy);
  let at = 0;
  return images.map(({ id, judged, released }) => {
    const own = decisions.slice(at, at + judged.stages.length);
    at += judged.stages.length;
    // What stopped it was no rule over scores, as the model's own checker: no policy takes that back.
    const other = judged.verdict !== "pass" && judged.stages.every(({ verdict }) => verdict === "pass");
    const worst = own.map(({ action }) => action).sort((a, b) => severity[b] - severity[a])[0] ?? "pass";
    const rules = own.flatMap((one) => [...one.unmeasured.map((name) => `unmeasured:${name}`), ...one.rules]);
    return {
      image: id,
      was: judged.verdict,
      now: other ? "block" : worst,
      rules: [...new Set(other ? judged.rules : rules)],
      released: released !== null,
    };
  });
}

const severity = { pass: 0, flag: 1, block: 2 } as const;

/** The ledger keeps numbers only: yes and no are 1 and 0 there. */
function keptRow({ stage, size, scores }: StageJudgement): Row {
  const row: Record<string, number | boolean | string> = { ...scores, stage, size };
  for (const { name, type } of stageColumns)
    if (type === "bool" && typeof row[name] === "number") row[name] = row[name] === 1;
  return row;
}

/** Whether the rule that decided says that there is no picture, instead of a harmful one. */
export function isBroken(rules: readonly string[]): boolean {
  return BROKEN.has(rules[0] ?? "");
}

/** Types as the values have them; a needed column that no image has is there and empty, so that it blocks. */
function columnsOf(rows: readonly Row[], policy: Policy): readonly Column[] {
  const types = new Map<string, Column["type"]>(stageColumns.map(({ name, type }) => [name, type]));
  for (const name of policy.rules.flatMap(({ needs = [] }) => needs))
    types.set(name, types.get(name) ?? "float32");
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      if (value === null) types.set(name, types.get(name) ?? "float32");
      else
        types.set(name, typeof value === "boolean" ? "bool" : typeof value === "string" ? "utf8" : "float32");
    }
  return [...types].map(([name, type]) => ({ name, type, meaning: "a kept score" }));
}
