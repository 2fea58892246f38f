import type { Pixels } from "../models/index.ts";

/** What decoding found out about an image; `decodable: false` carries only what the bytes themselves say. */
export interface ImageFacts {
  readonly bytes: number;
  readonly decodable: boolean;
  readonly width?: number;
  readonly height?: number;
  /** `jpeg`, `png`, `webp`, `gif`, `avif`, `tiff`, `svg`, … as the bytes say, not the file name. */
  readonly format?: string;
  readonly animated?: boolean;
  readonly exifGps?: boolean;
}

/** What a filter judges: a pair, a prompt (no image) or a generated image (no caption), decoded once upstream. */
export interface Sample {
  readonly key: string;
  readonly caption?: string;
  readonly image?: ImageFacts;
  readonly pixels?: Pixels;
}

export type ColumnType = "float32" | "int32" | "bool" | "utf8";

/** A score or fact that a filter writes; its name is an SQL identifier. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Smallest and largest value, for numbers. */
  readonly range?: readonly [number, number];
  readonly meaning: string;
  /**
   * What counts where a pair has several images, frames or captions: the largest value, the smallest, or all
   * words of all, sorted and parted by commas. Absent, the first's.
   */
  readonly worst?: "largest" | "smallest" | "all";
  /** Whether it is measured of a pair's other texts, too: in a column of its own, `other_text_…`. */
  readonly other?: true;
}

export type Value = number | string | boolean | null;

/** One value per column of the filter; `null` where it could not measure. */
export type ScoreRow = Readonly<Record<string, Value>>;

/** The device behind a filter's model, and why faster ones do not serve. */
export interface DeviceFacts {
  readonly used: string;
  readonly refused: readonly string[];
}

/** What a filter may be told when it is built. */
export interface FilterOptions {
  /** `auto`, `cpu`, `cuda`, `webgpu`, `coreml` or `dml`. */
  readonly device: string;
  /** Model per filter id, where not the default. */
  readonly models: Readonly<Record<string, string>>;
}

/** Measures samples; it never decides. */
export interface Filter {
  readonly id: string;
  /** Goes up whenever the same sample may get another score. */
  readonly version: number;
  /** What a sample must have, or its row is all `null`. */
  readonly needs: "caption" | "image" | "both";
  readonly columns: readonly Column[];
  /** The models behind the scores: id and SHA-256 of the weights. */
  readonly models: readonly { readonly id: string; readonly sha256: string }[];
  /** Absent where no model runs. */
  readonly device?: DeviceFacts;
  /** One row per sample, in order, independent of the batch that a sample comes in. */
  score(samples: readonly Sample[]): Promise<readonly ScoreRow[]>;
  /** Frees sessions; call once, last. */
  close(): Promise<void>;
}
