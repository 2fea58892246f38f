import { CliError } from "../process/errors.ts";
import { type ComparedPolicies, diffPolicies, SMALLEST_GROUP } from "../run/questions/diff.ts";
import { withRun } from "./open-run.ts";

/** Two policies over one run. */
export interface RunDiff extends ComparedPolicies {
  /** Pairs below which a group is not shown. */
  readonly smallest: number;
}

/**
 * Compares two policies over a run: who is gained and lost, by rule, language and flagged category.
 * @param policies what is, without it the run's own, and what would be
 * @param by further columns of the run to group by
 * @throws CliError (exit code 2): no run, no such policy or column
 */
export function diffRun(
  folder: string,
  [is, wouldBe]: readonly [string | undefined, string],
  by: readonly string[],
): Promise<RunDiff> {
  return withRun({ folder, policy: is }, async (view) => {
    const known = view.columns.map(({ name }) => name);
    const unknown = by.find((name) => !known.includes(name) || ["action", "caption", "rules"].includes(name));
    if (unknown !== undefined)
      throw new CliError(`Cannot group by "${unknown}": wanted a column of the run: ${known.join(", ")}`, {
        exitCode: 2,
      });
    return { ...(await diffPolicies(view, is ?? view.policySource, wouldBe, by)), smallest: SMALLEST_GROUP };
  });
}
