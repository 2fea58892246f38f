import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { createFieldTypes, type FieldColumn, isTrouble, type Shard } from "../../../datasets/index.ts";
import { writeWhole } from "../../process/files.ts";

/**
 * The fields of all pairs and their types, for formats whose files have one schema: the shards are read once more for
 * it, and a second call reads what the first one noted.
 * @throws the signal's reason when aborted
 */
export async function fieldsOf(
  shards: readonly Shard[],
  note: string,
  signal: AbortSignal,
): Promise<readonly FieldColumn[]> {
  if (existsSync(note)) return JSON.parse(await readFile(note, "utf8")) as readonly FieldColumn[];
  const types = createFieldTypes();
  for (const shard of shards)
    for await (const item of shard.read(signal)) if (!isTrouble(item)) types.add(item);
  await mkdir(dirname(note), { recursive: true });
  await writeWhole(note, JSON.stringify(types.columns()));
  return types.columns();
}
