import { decodeImage, isTrouble, type Pair } from "../../../datasets/index.ts";
import type { Pixels } from "../../../models/index.ts";
import { CliError } from "../../process/errors.ts";
import { openOrRefuse } from "../../run/open-dataset.ts";
import { shrink } from "./shrink.ts";

/** A pair of the dataset that a cascade was trained on, or of its held-out parts. */
export interface ReferencePair {
  readonly key: string;
  readonly caption: string;
  /** What the picture shows, without its style; the caption where the dataset does not say. */
  readonly subject: string;
  /** `train`, or a part that was held out. */
  readonly split: string;
  /** What the dataset files it under; null where it does not say. */
  readonly group: string | null;
  /** Unicode's finer group; null where the dataset does not say. */
  readonly subgroup: string | null;
  /** What all variants of the picture share, and how it is drawn; null where the dataset does not say. */
  readonly concept: string | null;
  readonly style: string | null;
  /** What the picture states about a person: `female`, `male`, `both`; null where nothing. */
  readonly gender: string | null;
  /** Stated skin tones; empty where none is. */
  readonly skinTones: readonly string[];
  /** At most the cascade's side. */
  readonly pixels: Pixels;
  /** Every other field of the pair. */
  readonly meta: Readonly<Record<string, unknown>>;
}

export interface ReferenceOptions {
  /** The cascade's last side, pixels: larger pictures are shrunk to it before anything is measured. */
  readonly side: number;
  /** Which pairs to read, by their other fields; asked before anything is decoded. */
  readonly wants: (meta: ReferencePair["meta"]) => boolean;
  readonly signal: AbortSignal;
}

/** Pairs that could not be used are counted, not lost. */
export interface Skipped {
  broken: number;
  otherwise: number;
}

/**
 * Reads the pairs of a dataset that carry a `split` in their metadata, one at a time, decoded once.
 * @throws CliError (exit code 2) when the dataset cannot be opened
 */
export async function* readReference(
  uri: string,
  { side, wants, signal }: ReferenceOptions,
  skipped: Skipped = { broken: 0, otherwise: 0 },
): AsyncGenerator<ReferencePair> {
  const dataset = await openOrRefuse([uri]);
  for (const shard of dataset.shards)
    for await (const item of shard.read(signal)) {
      if (isTrouble(item) || item.error !== undefined) {
        skipped.broken++;
        continue;
      }
      if (!wants(item.meta)) {
        skipped.otherwise++;
        continue;
      }
      const read = await readPair(item, side);
      if (read === null) skipped.broken++;
      else yield read;
    }
}

async function readPair(pair: Pair, side: number): Promise<ReferencePair | null> {
  const { key, caption, image, meta } = pair;
  const { split, skin_tones: tones } = meta;
  if (caption === undefined || image === undefined || typeof split !== "string") return null;
  const { pixels } = await decodeImage(await image());
  if (pixels === undefined) return null;
  const text = (field: string) => (typeof meta[field] === "string" ? meta[field] : null);
  return {
    key,
    caption,
    subject: text("subject") ?? caption,
    split,
    group: text("group"),
    subgroup: text("subgroup"),
    concept: text("concept"),
    style: text("style"),
    gender: text("gender"),
    skinTones: Array.isArray(tones) ? tones.map(String) : [],
    pixels: shrink(pixels, side),
    meta,
  };
}

/** Whether fields of a pair, written as text, have the wanted values. */
export function matches(
  meta: Readonly<Record<string, unknown>>,
  where: ReadonlyMap<string, string>,
): boolean {
  return [...where].every(([field, value]) => String(meta[field] ?? "") === value);
}

/** Parses `field=value` flags. @throws CliError (exit code 2) */
export function parseWhere(conditions: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    conditions.map((condition) => {
      const [, field, value] = /^([^=]+)=(.*)$/su.exec(condition) ?? [];
      if (field === undefined || value === undefined)
        throw new CliError(`Cannot read --where "${condition}": wanted FIELD=VALUE`, { exitCode: 2 });
      return [field, value];
    }),
  );
}
