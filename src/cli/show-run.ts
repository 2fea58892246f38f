import { join, resolve } from "node:path";
import { writeReport } from "../report/report.ts";
import { decide } from "../run/decide.ts";
import { openScores } from "../run/query.ts";
import { type Summary, summarise } from "../run/summary.ts";
import type { Session } from "./command.ts";
import { summaryText } from "./summary-text.ts";

/** Decides, summarises and reports a run, and prints it: twenty lines, or one JSON document. */
export async function showRun(
  folder: string,
  flags: { readonly policy: string; readonly json?: boolean },
  session: Session,
): Promise<Summary> {
  const { loadPolicy } = await import("../policy/load.ts");
  const policy = await loadPolicy(flags.policy);
  const query = await openScores(folder);
  try {
    const summary = await summarise(folder, query, await decide(query, folder, policy));
    const report = join(folder, "report.html");
    await writeReport(report, summary, query);
    session.print(
      flags.json ? JSON.stringify(summaryJson(summary, folder)) : summaryText(summary, folder, report),
    );
    return summary;
  } finally {
    query.close();
  }
}

/** The contract of `--json`; fields are added, never renamed. */
export function summaryJson(summary: Summary, folder: string): Record<string, unknown> {
  const { run, parts, shards, pairs, errors, seconds, pairsPerSecond, device, ...rest } = summary;
  const { uri, format, limit, sample, filters } = run.inputs;
  return {
    schema: "sluice.summary/1",
    run: resolve(folder),
    dataset: {
      uri,
      format,
      shards: summary.shardsTotal,
      fingerprint: run.fingerprint,
      limit,
      sample,
      troubles: run.troubles,
    },
    filters: filters.map(({ id, version, models }) => ({ id, version, models })),
    pairs,
    errors,
    seconds,
    pairs_per_second: pairsPerSecond,
    device,
    shards_done: shards.length,
    rates: rest.rates,
    pair_table: rest.pairTable,
    error_kinds: rest.errorKinds,
    not_read: rest.troubles,
    languages: rest.languages,
    formats: rest.formats,
    licenses: rest.licenses,
    missing: rest.missing,
    duplicates: rest.duplicates,
    decisions: rest.decisions,
    parts,
    report: resolve(folder, "report.html"),
  };
}
