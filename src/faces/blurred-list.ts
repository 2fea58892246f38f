import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { z } from "zod";
import { createScoreFile } from "../run/scores.ts";
import type { BlurredPicture } from "./blur.ts";

/** The list of pictures that were written with faces blurred. */
export const BLURRED = "blurred.parquet";

const COLUMNS = [
  { name: "key", type: "utf8", meaning: "the pair's key in the source" },
  { name: "shard", type: "utf8", meaning: "the source's shard" },
  { name: "row", type: "int32", meaning: "position in the shard, from 0" },
  { name: "source_sha256", type: "utf8", meaning: "SHA-256 of the picture as the source has it" },
  { name: "sha256", type: "utf8", meaning: "SHA-256 of the picture as it was written" },
  { name: "faces", type: "int32", meaning: "faces that were blurred" },
  {
    name: "boxes",
    type: "utf8",
    meaning: "JSON: left, top, right and bottom of each, in shares of the picture",
  },
] as const;

/** A line of the list. */
export interface BlurredRow extends BlurredPicture {
  readonly shard: string;
}

/** What was blurred, and by what: a part of `CURATED.yaml`. */
export interface BlurredCounts {
  readonly pairs: number;
  readonly pictures: number;
  readonly faces: number;
}

export function blurredCounts(rows: readonly BlurredRow[]): BlurredCounts {
  return {
    pairs: new Set(rows.map(({ shard, row }) => `${shard}\t${row}`)).size,
    pictures: rows.length,
    faces: rows.reduce((sum, { boxes }) => sum + boxes.length, 0),
  };
}

/** The lines of shards that were curated. */
export function blurredRows(
  shards: readonly { readonly shard: string; readonly blurred?: readonly BlurredPicture[] }[],
): readonly BlurredRow[] {
  return shards.flatMap(({ shard, blurred = [] }) => blurred.map((one) => ({ ...one, shard })));
}

export async function writeBlurred(folder: string, rows: readonly BlurredRow[]): Promise<void> {
  // A list of before, which a broken call left, is no other worker's.
  await rm(join(folder, BLURRED), { force: true });
  const file = createScoreFile(join(folder, BLURRED), COLUMNS);
  await file.append(
    new Map<string, readonly (string | number)[]>([
      ["key", rows.map(({ key }) => key)],
      ["shard", rows.map(({ shard }) => shard)],
      ["row", rows.map(({ row }) => row)],
      ["source_sha256", rows.map(({ from }) => from)],
      ["sha256", rows.map(({ to }) => to)],
      ["faces", rows.map(({ boxes }) => boxes.length)],
      ["boxes", rows.map(({ boxes }) => JSON.stringify(boxes))],
    ]),
  );
  await file.finish({});
}

const stored = z.object({
  key: z.string(),
  shard: z.string(),
  row: z.number(),
  source_sha256: z.string(),
  sha256: z.string(),
  boxes: z.string(),
});
const places = z.array(z.tuple([z.number(), z.number(), z.number(), z.number()]));

/** The list of a dataset; none where it has no such list. @throws Error where it cannot be read */
export async function readBlurred(folder: string): Promise<readonly BlurredRow[]> {
  if (!existsSync(join(folder, BLURRED))) return [];
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, BLURRED)) });
  return rows.map((row) => {
    const { source_sha256: from, sha256: to, boxes, ...rest } = stored.parse(row);
    return { ...rest, from, to, boxes: places.parse(JSON.parse(boxes)) };
  });
}
