import { basename } from "node:path";
import { isImageName } from "./text.ts";

/** Files that say something of a dataset, and are none of its data. */
const DOCUMENTS =
  /^(?:readme|license|licence|notice|changelog|citation|datasheet|sources?)(?:\.[a-z]+)*$|\.(?:md|rst|bib|cff|sha256|md5|lock|log|py|sh|ipynb)$|^(?:dataset_infos?|dataset_dict|state|croissant|_?metadata|curated|fetched)\.(?:json|yaml|yml)$|^(?:checksums?|sha256sums?|md5sums?)(?:\.txt)?$|_stats\.json$|^subset\.npy$/iu;

/** Of these, texts for whoever unpacks an archive, as it has them beside its samples. */
const NOTES = /^(?:readme|licen[cs]e|notice|changelog|citation|datasheet)\.(?:md|txt|rst|cff|bib)$/iu;

/** What is known and not read, by its ending. */
const KNOWN: readonly (readonly [ending: RegExp, what: string])[] = [
  [/\.tfrecords?(?:\.gz)?$/iu, "TensorFlow records"],
  [/\.mds(?:\.zstd?)?$/iu, "MosaicML shards"],
  [/\.(?:h5|hdf5)$/iu, "HDF5"],
  [/\.(?:npy|npz)$/iu, "NumPy arrays"],
  [/\.(?:pt|pth|ckpt|pkl|pickle|safetensors)$/iu, "tensors or pickles"],
  [/\.(?:lance|avro|orc|lmdb|mdb|db|sqlite3?)$/iu, "databases"],
  [/\.(?:mp4|webm|mkv|mov|avi)$/iu, "videos"],
  [/\.(?:jxl|jp2|ppm|pgm|psd|svg|ico|raw|dng)$/iu, "pictures of a kind that is not decoded"],
  [/\.(?:tar|tgz|tar\.\w+|zip|rar|7z|lz4|lzma)$/iu, "archives"],
  [/\.(?:parquet|arrow|feather|csv|tsv|jsonl?|ndjson)(?:\.\w+)?$/iu, "tables"],
  [/\.(?:txt|caption)$/iu, "texts"],
];

/** Whether a file only says something of a dataset, by its name. */
export function isDocument(file: string): boolean {
  return DOCUMENTS.test(basename(file));
}

/** Whether a file is a text about an archive, which has no other of its name. */
export function isNote(file: string): boolean {
  return NOTES.test(basename(file));
}

/** How many files of a kind are named. */
const NAMED = 3;

/**
 * One line for each kind of file that the formats of a place leave unread; files that only document the dataset are no data.
 * @param files those of the place that no format claims
 */
export function notRead(files: readonly string[], format: string): readonly string[] {
  const kinds = new Map<string, string[]>();
  for (const file of files.filter((name) => !isDocument(name))) {
    const what = kindOf(file);
    const names = kinds.get(what);
    if (names) names.push(file);
    else kinds.set(what, [file]);
  }
  return [...kinds].map(([what, names]) => notReadOf(names, format, what));
}

/** The line for files of one kind. */
export function notReadOf(names: readonly string[], format: string, what: string): string {
  const more = names.length > NAMED ? ", …" : "";
  const count = names.length === 1 ? "1 file" : `${names.length} files`;
  return `Cannot read ${count} beside the ${format} (${what}): ${names.slice(0, NAMED).join(", ")}${more}; audit ${names.length === 1 ? "it" : "them"} apart`;
}

function kindOf(file: string): string {
  if (isImageName(file)) return "pictures that nothing names";
  return KNOWN.find(([ending]) => ending.test(file))?.[1] ?? "of a kind that it does not know";
}
