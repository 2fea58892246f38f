import type { DecidedRun } from "../run/decided-run.ts";
import { type LabelFile, openLabelFile } from "../run/labels.ts";
import type { ForeignLabel } from "./label-file.ts";

/** What came of an import. */
export interface Imported {
  readonly schema: "sluice.import/1";
  readonly written: number;
  /** Said already by the same reviewer. */
  readonly known: number;
  /** Lines that name no pair of the run. */
  readonly strangers: readonly { readonly line: number; readonly key: string }[];
  /** Lines that are no label. */
  readonly troubles: readonly string[];
}

/** Keys looked up at a time. */
const BATCH = 1000;

/**
 * Writes labels that were made elsewhere into the reviewers' files, as verdicts of the design `import`: they decide
 * pairs, and have no inclusion probability. What a reviewer said already is not said again.
 * @param reviewer whose they are where a label does not say
 * @throws CliError (exit code 2) where a reviewer's name cannot be a file's
 */
export async function importLabels(
  run: DecidedRun,
  labels: readonly ForeignLabel[],
  { reviewer, source, now }: { readonly reviewer: string; readonly source: string; readonly now: () => Date },
): Promise<Omit<Imported, "schema" | "troubles">> {
  const places = await placesOf(
    run,
    labels.map(({ key }) => key),
  );
  const { standing, records } = await run.labels();
  const given = new Set(records.flatMap((record) => (record.type === "verdict" ? [momentOf(record)] : [])));
  const said = new Map(
    standing.map((record) => [slotOf(record.reviewer, record.role, record.key), record.verdict]),
  );
  const files = new Map<string, LabelFile>();
  const strangers: { line: number; key: string }[] = [];
  let [written, known] = [0, 0];
  try {
    for (const { line, key, verdict, note, time, role = "reviewer", reviewer: by = reviewer } of labels) {
      const place = places.get(key);
      if (place === undefined) {
        strangers.push({ line, key });
        continue;
      }
      const slot = slotOf(by, role, key);
      const own =
        NUMBERED.test(by) && time !== undefined && given.has(momentOf({ key, role, verdict, time }));
      if (own || said.get(slot) === verdict) {
        known++;
        continue;
      }
      const file = files.get(by) ?? (await openLabelFile(run.folder, by, now));
      files.set(by, file);
      await file.append({
        ...{ type: "verdict", role, key, ...place, verdict },
        ...{ rung: 0, caption: false, seconds: 0, also: [] },
        design: { strategy: "import", id: `import:${source}`, stratum: null, probability: null },
        ...(note === undefined ? {} : { note }),
      });
      said.set(slot, verdict);
      written++;
    }
  } finally {
    for (const file of files.values()) await file.close();
  }
  return { written, known, strangers };
}

/** Who judged, as `review export` says it without names: the run's own verdict, come back, is no second opinion. */
const NUMBERED = /^reviewer-\d+$/u;

function momentOf({
  key,
  role,
  verdict,
  time,
}: Readonly<Record<"key" | "role" | "verdict" | "time", string>>) {
  return JSON.stringify([key, role, verdict, time]);
}

function slotOf(reviewer: string, role: string, key: string): string {
  return JSON.stringify([reviewer, role, key]);
}

async function placesOf(
  { query }: DecidedRun,
  keys: readonly string[],
): Promise<ReadonlyMap<string, { readonly shard: string; readonly row: number }>> {
  const found = new Map<string, { shard: string; row: number }>();
  for (let from = 0; from < keys.length; from += BATCH) {
    const rows = await query.rows<{ key: string; shard: string; row: number }>(
      `SELECT key, shard, row FROM scores WHERE key IN (
        SELECT unnest(from_json($1::VARCHAR, '["VARCHAR"]')))`,
      [JSON.stringify(keys.slice(from, from + BATCH))],
    );
    for (const { key, shard, row } of rows) found.set(key, { shard, row });
  }
  return found;
}
