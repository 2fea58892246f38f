import { join } from "node:path";
import { loadPolicy } from "../policy/load.ts";
import { writeReport } from "../report/report.ts";
import { decide } from "../run/decide.ts";
import { openScores } from "../run/query.ts";
import { readRun } from "../run/run.ts";
import { type Summary, summarise } from "../run/summary.ts";

/** A run as it was decided and reported. */
export interface RunReport {
  readonly folder: string;
  readonly summary: Summary;
  /** The page's path. */
  readonly report: string;
}

/**
 * Decides a run, sums it up and writes its page.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export async function reportRun(folder: string, policyName: string): Promise<RunReport> {
  await readRun(folder);
  const policy = await loadPolicy(policyName);
  const query = await openScores(folder);
  try {
    const summary = await summarise(folder, query, await decide(query, folder, policy));
    const report = join(folder, "report.html");
    await writeReport(report, summary, query);
    return { folder, summary, report };
  } finally {
    query.close();
  }
}
