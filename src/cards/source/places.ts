import type { DecidedRun } from "../../run/decided-run.ts";
import { literal } from "../../run/literal.ts";
import type { ShardFacts } from "../../run/shard-facts.ts";
import type { RunRecord } from "./run-record.ts";

/** Licences of a place that are named. */
const NAMED = 5;

interface PlaceRow {
  readonly place: number;
  readonly pairs: number;
  readonly images: number;
  readonly captions: number;
}

/** Of a run of several places what each adds: its share, what of it the others hold too, and its licences. */
export async function placesOf(
  { run, query, columns }: DecidedRun,
  shards: readonly ShardFacts[],
): Promise<RunRecord | null> {
  const { uris = [] } = run.inputs;
  const placed = shards.filter(({ layout }) => layout?.place !== undefined);
  if (uris.length < 2 || placed.length < shards.length) return null;
  const known = new Set(columns.map(({ name }) => name));
  const values = placed.map(({ name, layout }) => `('${literal(name)}', ${layout?.place})`).join(", ");
  const pairs = `(SELECT s.*, p.place FROM scores s JOIN (VALUES ${values}) AS p (shard, place) ON s.shard = p.shard)`;
  const shared = (column: string) =>
    known.has(column)
      ? `count(*) FILTER ("${column}" IN (SELECT "${column}" FROM ${pairs} WHERE "${column}" IS NOT NULL
         GROUP BY 1 HAVING count(DISTINCT place) > 1))`
      : "NULL";
  const rows = await query.rows<PlaceRow>(
    `SELECT place, count(*) AS pairs, ${shared("sha256")} AS images, ${shared("caption")} AS captions
     FROM ${pairs} GROUP BY 1 ORDER BY 1`,
  );
  const licenses = known.has("license")
    ? await query.rows<{ place: number; license: string; pairs: number }>(
        `SELECT place, coalesce(license, 'not stated') AS license, count(*) AS pairs FROM ${pairs}
         GROUP BY 1, 2 ORDER BY 1, 3 DESC, 2`,
      )
    : [];
  const all = rows.reduce((sum, row) => sum + row.pairs, 0);
  return {
    id: "sources",
    about: "the places that were audited together: share, what other places hold too, licences",
    result: uris.map((source, place) => {
      const row = rows.find((one) => one.place === place);
      const own = licenses.filter((one) => one.place === place);
      const named = own.slice(0, NAMED).map((one) => `${one.license} (${one.pairs})`);
      return {
        source,
        pairs: row?.pairs ?? 0,
        share: (row?.pairs ?? 0) / Math.max(1, all),
        images_also_elsewhere: row?.images ?? null,
        captions_also_elsewhere: row?.captions ?? null,
        licences: [...named, ...(own.length > NAMED ? [`${own.length - NAMED} others`] : [])].join(", "),
      };
    }),
  };
}
