import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import type { Carried, ShardLayout } from "../../datasets/index.ts";
import { CliError, oneLine } from "../process/errors.ts";

/** How a shard is stored, and where. */
export interface StoredLayout extends ShardLayout {
  /** Id of the format that reads it; absent where its dataset says. */
  readonly format?: string;
  /** Which of the run's places it is of, from 0; absent where there is one. */
  readonly place?: number;
  /** Where its rows stand in its file, where a table's do. */
  readonly rowsAt?: string;
  /** The file that it begins, where it is not that file as it is. */
  readonly whole?: { readonly bytes: number; readonly sha256: string };
  /** Zips that it, or its pictures, lie in. */
  readonly zips?: StoredZips;
}

/** Zips of a place, as `ShardZips` says of them. */
export interface StoredZips {
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly top?: string;
  readonly own?: string;
  readonly pictures?: boolean;
}

/** What a finished shard's footer says. */
export interface ShardFacts {
  readonly name: string;
  readonly source: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly pairs: number;
  readonly failed: number;
  readonly troubles: number;
  /** Where its models ran, the library that inferred and the program's version; empty in runs of older versions. */
  readonly device: string;
  readonly runtime: string;
  readonly sluice: string;
  /** What its pairs carry; empty in runs of older versions. */
  readonly carried: readonly Carried[];
  /** Null in runs of older versions. */
  readonly layout: StoredLayout | null;
}

/** What a shard's own file says. @throws CliError (exit code 2) naming one that is no finished Parquet file */
export async function readFacts(path: string, name: string): Promise<ShardFacts> {
  try {
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(path));
    const stored = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? ""]));
    const text = (key: string) => stored.get(`sluice.${key}`) ?? "";
    return {
      name,
      source: text("source"),
      bytes: Number(text("bytes")),
      sha256: text("sha256"),
      pairs: Number(metadata.num_rows),
      failed: Number(text("failed")),
      troubles: Number(text("troubles")),
      device: text("device"),
      runtime: text("runtime"),
      sluice: text("sluice"),
      carried: JSON.parse(text("carried") || "[]") as readonly Carried[],
      layout: JSON.parse(text("layout") || "null") as StoredLayout | null,
    };
  } catch (cause) {
    throw new CliError(`Cannot read scores "${path}": ${oneLine(cause)}; audit again to redo that shard`, {
      exitCode: 2,
      cause,
    });
  }
}
