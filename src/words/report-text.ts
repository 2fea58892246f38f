import { resolve } from "node:path";
import type { RunReport } from "../actions/report.ts";
import type { LinkedLine } from "../process/linked.ts";
import { jsonText } from "./json-text.ts";
import { summaryText } from "./summary-text.ts";

/** A run that was reported: twenty lines, or one JSON document. */
export function reportText(
  found: RunReport,
  json: boolean | undefined,
  link?: (line: LinkedLine) => string,
): string {
  const { summary, folder, report } = found;
  return json ? jsonText(summaryJson(found)) : summaryText(summary, folder, report, link);
}

/** The contract of `--json`; fields are added, never renamed. */
function summaryJson({ summary, folder }: RunReport): Record<string, unknown> {
  const { run, parts, shards, pairs, errors, seconds, pairsPerSecond, device, ...rest } = summary;
  const { uri, format, limit, sample, filters } = run.inputs;
  return {
    schema: "sluice.summary/1",
    run: /^s3:\/\//iu.test(folder) ? folder : resolve(folder),
    dataset: {
      uri,
      format,
      shards: summary.shardsTotal,
      fingerprint: run.fingerprint,
      limit,
      sample,
      ...(rest.clusters && { clusters: rest.clusters }),
      troubles: run.troubles,
    },
    filters: filters.map(({ id, version, models }) => ({ id, version, models })),
    pairs,
    errors,
    seconds,
    pairs_per_second: pairsPerSecond,
    device,
    shards_done: shards.length,
    complete: rest.standing.state === "sealed",
    state: rest.standing.state,
    shards_missing: rest.standing.missing,
    mixed: rest.standing.mixed,
    rates: rest.rates,
    pair_table: rest.pairTable,
    error_kinds: rest.errorKinds,
    not_read: rest.troubles,
    languages: rest.languages,
    formats: rest.formats,
    licenses: rest.licenses,
    missing: rest.missing,
    duplicates: rest.duplicates,
    coverage: rest.coverage,
    ...(rest.denied && { denied: rest.denied }),
    decisions: rest.decisions,
    parts,
    report: resolve(folder, "report.html"),
  };
}
