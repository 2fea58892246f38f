import type { Inspection } from "../../datasets/index.ts";
import { mapLine } from "../actions/map-line.ts";
import { count, counted, megabytes } from "../process/figures.ts";
import { printable } from "../process/printable.ts";
import { shellWord } from "../process/shell-word.ts";

/** What a dataset holds, as far as it was read: a line each. */
export function inspectionText(found: Inspection): string {
  const {
    uri,
    format,
    shards,
    copied,
    pairs,
    complete,
    declaredPairs,
    captions,
    images,
    licenses,
    errors,
    troubles,
    troubleCount,
  } = found;
  const declared = declaredPairs === undefined || complete ? "" : ` of ${count(declaredPairs)}`;
  const lines = [
    `${uri}: ${format}, ${counted(shards.count, "shard")}, ${megabytes(shards.bytes)}`,
    ...(copied
      ? [`copied to this machine first, whole: ${counted(copied.files, "file")}, ${megabytes(copied.bytes)}`]
      : []),
    `pairs: ${count(pairs)}${declared}${complete ? "" : " read; there are more (--limit)"}`,
    `first keys: ${found.firstKeys.join(", ")}`,
    `columns: ${found.columns.join(", ") || "none beside the pairs"}`,
    ...found.map.map(mapLine),
    ...fieldLines(found),
    `captions: ${count(captions.present)} present, ${count(captions.empty)} empty, ${count(captions.missing)} missing`,
    `images: ${count(images.present)} named or inside, ${count(images.missing)} missing`,
    `URLs: ${count(found.urls)}`,
    `licences: ${Object.entries(licenses)
      .map(([name, n]) => `${name} ${count(n)}`)
      .join(", ")}`,
    ...(errors.count > 0 ? [`errors: ${count(errors.count)}`] : []),
    ...errors.first.map(({ key, error }) => `  ${key}: ${error}`),
    ...(troubleCount > 0 ? [`troubles: ${count(troubleCount)}`] : []),
    ...troubles.map((trouble) => `  ${trouble}`),
    `next: sluice audit ${shellWord(uri)}`,
  ];
  return lines.map(printable).join("\n");
}

/** What each field is taken for, in how many pairs, and one of its values. */
function fieldLines({ fields }: Inspection): readonly string[] {
  const widest = Math.min(24, Math.max(0, ...fields.map(({ name }) => name.length)));
  return fields.map(
    ({ name, as, pairs, example }) =>
      `  ${as.padEnd(10)} ${name.padEnd(widest)} ${count(pairs).padStart(7)}${example === "" ? "" : `  ${example}`}`,
  );
}
