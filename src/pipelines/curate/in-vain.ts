import { isTrouble, type Shard } from "../../../datasets/index.ts";
import { CliError } from "../../process/errors.ts";
import { count } from "../../process/figures.ts";
import { judgedBy } from "../../run/content-digest.ts";
import { literal } from "../../run/literal.ts";
import { dispositionOf, type Judges, type Known } from "./disposition.ts";
import { isAllStripped, releasedOf } from "./kept.ts";
import type { CurateOptions } from "./options.ts";
import { scoresOf } from "./scored.ts";

/**
 * Ends a curation that could only write an empty dataset before it begins: the scores and the dataset tell.
 * @throws CliError (exit code 2) where nothing passes, or the format cannot hold what does
 */
export async function refuseInVain(
  options: CurateOptions,
  judges: Judges,
  signal: AbortSignal,
): Promise<void> {
  const { view, dataset, writer } = options;
  // What is written in its own format has its files, whatever they hold.
  const imagesOnly = writer.needsImages && dataset.format !== writer.id;
  if (imagesOnly && !dataset.hasImages)
    refuse(
      `Cannot write ${writer.id}: wanted pairs with images, got a dataset of captions and URLs; --format parquet holds them`,
    );
  const { query } = view;
  const denied = view.columns.some(({ name }) => name === "denied") ? "denied" : "NULL AS denied";
  const hashed = imagesOnly
    ? await query.rows("SELECT 1 FROM explored WHERE sha256 IS NOT NULL LIMIT 1")
    : [];
  const out = { removed: 0, held: 0, imageless: 0, unwritable: 0 };
  let reason = "";
  for (const shard of dataset.shards) {
    const { name } = shard;
    const passing = new Set<string>();
    const rows = await query.rows<Known>(
      `SELECT key, sha256, action, rules[1] AS rule, ${denied} FROM explored WHERE shard = '${literal(name)}'`,
    );
    for (const row of rows) {
      const disposition = dispositionOf(row, judges);
      if (!disposition.written) out[disposition.state]++;
      else if (hashed.length > 0 && row.sha256 === null) out.imageless++;
      else passing.add(row.key);
    }
    if (passing.size === 0) continue;
    const refused = await refusedAll(shard, passing, options, signal);
    if (refused === null) return;
    out.unwritable += passing.size;
    reason = refused;
  }
  if (out.unwritable > 0)
    refuse(
      `Cannot write ${writer.id}: wanted pairs that it can hold, got none among the ${count(out.unwritable)} that pass: ${reason}`,
    );
  if (out.imageless > 0)
    refuse(
      `Cannot write ${writer.id}: wanted pairs with images, got none among the ${count(out.imageless)} that pass`,
    );
  const { name, version } = view.policy;
  const isList = !dataset.hasImages && dataset.maps.every(({ map }) => map.url !== null && !map.caption[0]);
  const what = isList ? "; of addresses alone nothing can be measured: sluice fetch gets their pictures" : "";
  refuse(
    `Cannot curate "${view.folder}": nothing passes by policy ${name} v${version}: ${count(out.removed)} removed, ${count(out.held)} held until a person has looked${what}`,
  );
}

/** Why not one of a shard's pairs that pass can be written; null where one can, or where they are not there to tell. */
async function refusedAll(
  shard: Shard,
  passing: ReadonlySet<string>,
  { view, writer: whole, carry }: Pick<CurateOptions, "view" | "writer" | "carry">,
  signal: AbortSignal,
): Promise<string | null> {
  const writer = whole.of?.(shard) ?? whole;
  const how = { judged: judgedBy(view.run.inputs.filters), carry: new Set(carry), writer };
  const scored = await scoresOf(view, { parts: [shard] });
  let reason: string | null = null;
  for await (const item of shard.read(signal)) {
    if (isTrouble(item) || !passing.has(item.key)) continue;
    const { kept } = await releasedOf(item, scored.get(item.key), how);
    reason = writer.refuses(kept) ?? (isAllStripped(item, kept, writer) ? UNMEASURED : null);
    if (reason === null) return null;
  }
  return reason;
}

const UNMEASURED =
  "its run measured no field that holds a caption or a picture; audit with filters that judge texts and images, or --carry the fields";

function refuse(message: string): never {
  throw new CliError(message, { exitCode: 2 });
}
