import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { depicted, dialectCues, slurKinds } from "../../filters/index.ts";
import { commit } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { literal } from "../run/literal.ts";
import { rereadScores } from "../run/query.ts";
import { countedCaptions } from "./captions.ts";
import { counted, HOST } from "./counted-pairs.ts";
import { type CountryList, countryOf } from "./countries.ts";
import { wordings } from "./cues.ts";
import { registrable } from "./hosts.ts";
import { namedIn } from "./people.ts";

/** The file of a run whose columns say which pairs a table counts. */
const FILE = "depicts.parquet";
/** Rows of an insertion. */
const BATCH = 1000;

/**
 * Writes what tables count each pair by ({@link counted}), so that a screen opens exactly those: columns `depicts`,
 * `url_domain` and `url_country` of the run from then on.
 * @throws what the file system throws where the run's folder cannot be written
 */
export async function writeDepicts(run: DecidedRun, list: CountryList): Promise<void> {
  const { query } = run;
  await query.run("CREATE OR REPLACE TEMP TABLE caption_of (caption VARCHAR, depicts VARCHAR)");
  await query.run("CREATE OR REPLACE TEMP TABLE host_of (host VARCHAR, domain VARCHAR, country VARCHAR)");
  const captions = inserter(run, "caption_of");
  for await (const { caption } of countedCaptions(run, [])) {
    const all = tagsOf(caption);
    if (all.length > 0) await captions.add([caption, all.join(";")]);
  }
  await captions.flush();
  const rows = await query.rows<{ host: string }>(
    `SELECT DISTINCT ${HOST} AS host FROM scores WHERE ${HOST} <> '' ORDER BY 1`,
  );
  const hosts = inserter(run, "host_of");
  for (const { host } of rows)
    await hosts.add([host, registrable(host), countryOf(host, list) ?? "not said"]);
  await hosts.flush();
  const cues = wordings.map(([cue, when]) => `CASE WHEN ${when} THEN '${literal(counted.wording(cue))}' END`);
  const worded = `nullif(concat_ws(';', c.depicts, ${[...cues, anyWording()].join(", ")}), '')`;
  const path = join(await realpath(run.folder), FILE);
  await commit(path, (to) =>
    query.run(`COPY (SELECT s.shard, s.row, ${worded} AS depicts, h.domain AS url_domain, h.country AS url_country
      FROM explored s LEFT JOIN caption_of c USING (caption) LEFT JOIN host_of h ON h.host = ${HOST})
      TO '${literal(to)}' (FORMAT parquet)`),
  );
  await query.run("DROP TABLE caption_of");
  await query.run("DROP TABLE host_of");
  await rereadScores(query, run.folder);
}

function tagsOf(caption: string): readonly string[] {
  const { groups, terms } = namedIn(depicted(caption));
  const [slurs, dialects] = [slurKinds(caption), dialectCues(caption)];
  return [
    ...[...groups].map(([axis, value]) => counted.group(axis, value)),
    ...[...terms].map(([axis, term]) => counted.term(axis, term)),
    ...withAny(slurs).map(counted.slur),
    ...withAny(dialects).map(counted.dialect),
  ];
}

const ANY = "any of them";

function withAny(kinds: readonly string[]): readonly string[] {
  return kinds.length === 0 ? [] : [...kinds, ANY];
}

function anyWording(): string {
  const any = wordings.map(([, when]) => `(${when})`).join(" OR ");
  return `CASE WHEN ${any} THEN '${literal(counted.wording(ANY))}' END`;
}

function inserter({ query }: DecidedRun, table: string) {
  let batch: string[] = [];
  const flush = async () => {
    if (batch.length > 0) await query.run(`INSERT INTO ${table} VALUES ${batch.join(", ")}`);
    batch = [];
  };
  return {
    flush,
    async add(values: readonly string[]) {
      const row = `(${values.map((value) => `'${literal(value)}'`).join(", ")})`;
      if (batch.push(row) === BATCH) await flush();
    },
  };
}
