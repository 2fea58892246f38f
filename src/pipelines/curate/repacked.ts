import { basename } from "node:path";
import type { Dataset } from "../../../datasets/index.ts";
import { printable } from "../../process/printable.ts";
import type { CuratedShard } from "./shard.ts";

const PACKED = /\.(?:t?gz|t?zst|zstd|t?bz2|tbz|t?xz)$/iu;
/** A file of a zip, or of a tar that is read as a folder; a zip of pictures alone is the source itself. */
const ARCHIVED = /(?:^|\/)([^/]+\.(?:zip(?=\/|$)|(?:tar(?:\.\w{2,4})?|t(?:gz|zst|bz2?|xz))(?=\/)))/iu;
/** Examples that a remark names. */
const NAMED = 3;

/** What is no longer packed as its source was, in one line each: tars in tars, zips, files of a compression that is not written. */
export function repackedRemarks(
  dataset: Pick<Dataset, "shards">,
  written: readonly CuratedShard[],
): readonly string[] {
  const shards = new Map(dataset.shards.map((shard) => [shard.name, shard]));
  const plain = new Set<string>();
  const zips = new Set<string>();
  const nested = new Set<string>();
  for (const { shard: name, files, unnested = [] } of written) {
    const { source = "" } = shards.get(name) ?? {};
    const [file] = files;
    const [, zip] = ARCHIVED.exec(source) ?? [];
    if (zip !== undefined) zips.add(zip);
    if (file !== undefined && PACKED.test(source) && !PACKED.test(file))
      plain.add(`${basename(source)} as ${file}`);
    for (const inner of unnested) nested.add(`${inner} of ${basename(source)}`);
  }
  return [
    ...remark(plain, "written without its compression"),
    ...remark(zips, "written as the folder that it holds"),
    ...remark(nested, "written as a folder of its tar, not as a tar inside of it"),
  ];
}

function remark(names: ReadonlySet<string>, what: string): readonly string[] {
  if (names.size === 0) return [];
  const first = [...names]
    .slice(0, NAMED)
    .map((name) => `"${printable(name)}"`)
    .join(", ");
  const more = names.size > NAMED ? ` and ${names.size - NAMED} more` : "";
  return [`${what}: ${first}${more}`];
}
