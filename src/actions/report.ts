import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { intoRun } from "../process/stand-in.ts";
import { writeReport } from "../report/report.ts";
import type { Summary } from "../run/summary.ts";
import { summariseRun, withRun } from "./open-run.ts";

/** A run as it was decided and reported. */
export interface RunReport {
  readonly folder: string;
  readonly summary: Summary;
  /** The page's path. */
  readonly report: string;
}

/**
 * Decides a run, sums it up and writes its page: into the run, or, of one in object storage, to `runs/NAME.report.html`.
 * @throws CliError (exit code 2): no run, damaged scores, a policy that cannot be read or applied
 */
export async function reportRun(folder: string, policyName?: string): Promise<RunReport> {
  return withRun({ folder, policy: policyName }, async (run) => {
    const summary = await summariseRun(run);
    const report = intoRun(folder, "report.html");
    await mkdir(dirname(report), { recursive: true });
    await writeReport(report, summary, run);
    return { folder, summary, report };
  });
}
