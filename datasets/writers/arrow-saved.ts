import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { openArrowFile } from "../arrow/file.ts";
import { isFieldName } from "../plain-value.ts";
import type { Target, WrittenPiece } from "../writer.ts";

/** What Hugging Face's `save_to_disk` writes beside the data of a split, and beside its splits. */
const [STATE, INFO, DICT] = ["state.json", "dataset_info.json", "dataset_dict.json"];

/** The files beside an Arrow file that are written anew, where it was saved by `save_to_disk`. @param file where it lies @param source its name */
export function savedFiles(file: string, source: string): readonly string[] {
  const folder = posix.dirname(source);
  const own = existsSync(join(dirname(file), STATE))
    ? [STATE, INFO].map((name) => posix.join(folder, name))
    : [];
  const isSplit = own.length > 0 && folder !== "." && existsSync(join(dirname(dirname(file)), DICT));
  return isSplit ? [...own, posix.join(posix.dirname(folder), DICT)] : own;
}

/** Writes them once all data is there: only names of files, types of columns and splits stand in them. */
export async function assembleSaved(
  { folder }: Pick<Target, "folder">,
  pieces: readonly WrittenPiece[],
): Promise<void> {
  const bySplit = new Map<string, string[]>();
  const all = new Set(pieces.flatMap(({ files }) => files));
  for (const { files } of pieces) {
    const [data] = files;
    if (data === undefined || !all.has(posix.join(posix.dirname(data), STATE))) continue;
    const split = posix.dirname(data);
    bySplit.set(split, [...(bySplit.get(split) ?? []), data]);
  }
  for (const [split, data] of bySplit) await writeSplit(folder, split, data);
  for (const dict of [...all].filter((name) => posix.basename(name) === DICT)) {
    const splits = [...bySplit.keys()].filter((split) => posix.dirname(split) === posix.dirname(dict));
    await write(join(folder, dict), { splits: splits.map((split) => posix.basename(split)) });
  }
}

async function writeSplit(folder: string, split: string, data: readonly string[]): Promise<void> {
  const { facts } = await openArrowFile(join(folder, data[0] ?? ""));
  const said = facts.find(({ key }) => key === "huggingface")?.value;
  const features = said === undefined ? undefined : JSON.parse(said).info?.features;
  const name = posix.basename(split);
  await write(join(folder, split, INFO), features === undefined ? {} : { features });
  await write(join(folder, split, STATE), {
    _data_files: data.map((file) => ({ filename: posix.basename(file) })),
    _fingerprint: createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 16),
    _format_columns: null,
    _format_kwargs: {},
    _format_type: null,
    _output_all_columns: false,
    _split: split !== "." && isFieldName(name) ? name : null,
  });
}

function write(path: string, value: unknown): Promise<void> {
  return writeFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
