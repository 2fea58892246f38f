import type { Shard } from "./format.ts";
import type { Pair } from "./pair.ts";
import type { FieldColumn } from "./writers/fields.ts";

/** A pair that passed, with what an audit knows of its image. */
export interface KeptPair {
  readonly pair: Pair;
  readonly image: Uint8Array | null;
  /** The encoded bytes of all its images that were measured, where several may be written. */
  readonly measured?: readonly Uint8Array[];
  /** All its texts that were measured, or are names of its own. */
  readonly texts?: ReadonlySet<string>;
  /** SHA-256 of the image's bytes, hexadecimal. */
  readonly sha256: string | null;
  /** Pixels, after EXIF orientation. */
  readonly width: number | null;
  readonly height: number | null;
  /** Of the image's own format: `jpg`, `png`; null without an image. */
  readonly extension: string | null;
}

/** One shard of a dataset on its way to disk. */
export interface ShardWriter {
  write(kept: KeptPair): Promise<void>;
  /** Ends the files and syncs them; their names, relative to the dataset's folder, the one with the pairs first. */
  finish(): Promise<readonly string[]>;
  /** Which members the pairs have, as `jpg+json+txt`: a reader of tars wants one kind; none where it is no matter. */
  kinds(): readonly string[];
  /** Once finished: what was left out of what stands beside the pairs, as of each of them. */
  stripped?(): readonly string[];
  /** The same of what is in it on somebody's word alone. */
  carried?(): readonly string[];
  /** Closes what is open; what was written stays half and must be begun anew. */
  abandon(): Promise<void>;
}

/** A shard to write. */
export interface Target {
  /** The new dataset's. */
  readonly folder: string;
  /** What it is called, where files have names of their own. */
  readonly name: string;
  /** The shard of the source that it is of, where it is of one. */
  readonly shard?: Shard;
  /** A folder for what is put together once all shards are written. */
  readonly pieces: string;
  /** Names of what is written unmeasured. */
  readonly carry?: readonly string[];
  /** Fields of all pairs, where the format has a fixed set. */
  readonly fields?: readonly FieldColumn[];
}

/** A shard whose pairs are written, and its files. */
export interface WrittenPiece {
  readonly shard: Shard;
  readonly files: readonly string[];
}

/** Formats that any dataset can be written in. */
export const writerIds = ["webdataset", "imagefolder", "parquet"] as const;
export type WriterId = (typeof writerIds)[number];

/** One way to write a dataset; a writer is one file, its id above and a word in the registry. */
export interface DatasetWriter {
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  /** Whether its shards must be named by numbers, whatever the source's are named. */
  readonly numbered: boolean;
  /** Whether a pair that comes from another format must have an image. */
  readonly needsImages: boolean;
  /** Whether it must know the fields of all pairs before it writes one. */
  readonly needsFields?: boolean;
  /** Whether a pair is written as the files or the row that it was stored as, and not as what they say. */
  stores(pair: Pair): boolean;
  /** Why a pair cannot be written in this format; null where it can. */
  refuses(kept: KeptPair): string | null;
  /** Begins a shard, over whatever a broken run left of it. */
  begin(target: Target): Promise<ShardWriter>;
  /** The glob, from the dataset's folder, of the files of shards whose names fit another one: `*`, `train-*`. */
  files(shards: string): string;
  /** Puts files together that several shards were written to, from their pieces. @param files of each shard in order */
  assemble?(to: Pick<Target, "folder" | "pieces">, shards: readonly WrittenPiece[]): Promise<void>;
  /**
   * Where files are called as the source's: the globs, from the dataset's folder, of one shard's.
   * @param file the first of those that the shard lists, if it lists any
   */
  globs?(file: string | undefined, shard: string): readonly string[];
  /** Of a place of several formats, the writer of one shard's. */
  of?(shard: Shard): DatasetWriter;
}
