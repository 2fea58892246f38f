import type { Action } from "../../../filters/policies.ts";
import { CliError } from "../../process/errors.ts";
import { count } from "../../process/figures.ts";
import { literal } from "../../run/query.ts";
import { dispositionOf, type Judges } from "./disposition.ts";
import type { CurateOptions } from "./options.ts";

interface Scored {
  readonly key: string;
  readonly sha256: string | null;
  readonly action: Action;
  readonly rule: string | null;
}

/**
 * Ends a curation that could only write an empty dataset before it begins: the scores and the dataset tell.
 * @throws CliError (exit code 2) where nothing passes, or the format cannot hold what does
 */
export async function refuseInVain(options: CurateOptions, judges: Judges): Promise<void> {
  const { view, dataset, writer } = options;
  // What is written in its own format has its files, whatever they hold.
  const imagesOnly = writer.needsImages && dataset.format !== writer.id;
  if (imagesOnly && !dataset.hasImages)
    refuse(
      `Cannot write ${writer.id}: wanted pairs with images, got a dataset of captions and URLs; --format parquet holds them`,
    );
  const { query } = view;
  const hashed = imagesOnly
    ? await query.rows("SELECT 1 FROM explored WHERE sha256 IS NOT NULL LIMIT 1")
    : [];
  const out = { removed: 0, held: 0, imageless: 0 };
  for (const { name } of dataset.shards) {
    const rows = await query.rows<Scored>(
      `SELECT key, sha256, action, rules[1] AS rule FROM explored WHERE shard = '${literal(name)}'`,
    );
    for (const row of rows) {
      const disposition = dispositionOf(row, judges);
      if (!disposition.written) out[disposition.state]++;
      else if (hashed.length > 0 && row.sha256 === null) out.imageless++;
      else return;
    }
  }
  if (out.imageless > 0)
    refuse(
      `Cannot write ${writer.id}: wanted pairs with images, got none among the ${count(out.imageless)} that pass`,
    );
  const { name, version } = view.policy;
  refuse(
    `Cannot curate "${view.folder}": nothing passes by policy ${name} v${version}: ${count(out.removed)} removed, ${count(out.held)} held until a person has looked`,
  );
}

function refuse(message: string): never {
  throw new CliError(message, { exitCode: 2 });
}
