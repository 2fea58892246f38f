import { basename } from "node:path";
import { splitOfShard, splitsOf, unnamed } from "../../../datasets/index.ts";
import type { Card } from "../source/card.ts";

/** A column, a member or files of one ending, and what a map takes it for. */
export interface LayoutRow {
  readonly name: string;
  readonly type: string;
  readonly takenFor: string;
  readonly pairs: number;
}

/** A file of the dataset, or its folder, with what lies apart from it. */
export interface LayoutFile {
  /** From the dataset's root; `.` for a folder of files, with `/` behind a zip that it lies in. */
  readonly path: string;
  readonly bytes: number;
  /** Null for what is no single file. */
  readonly sha256: string | null;
  readonly apartBytes: number;
  readonly pairs: number;
  readonly rowsAt: string | null;
  readonly shards: readonly string[];
}

/** Files that are stored alike. */
export interface LayoutPart {
  readonly number: number;
  readonly format: string;
  readonly columns: readonly LayoutRow[];
  /** Fields of the `.json` that pairs have. */
  readonly jsonFields: readonly LayoutRow[];
  readonly members: readonly LayoutRow[];
  /** Files that lie apart. */
  readonly apart: readonly LayoutRow[];
  readonly files: readonly LayoutFile[];
}

/** How the audited dataset is stored, from a card's facts; empty where the run is of an older version. */
export function layoutOf({ facts }: Card): readonly LayoutPart[] {
  const rows = facts["layout"]?.result ?? [];
  const numbers = [...new Set(rows.map(({ part }) => Number(part)))];
  return numbers.map((number) => {
    const own = rows.filter(({ part }) => Number(part) === number);
    const of = (storedAs: string) =>
      own
        // What has no name here is none that a reader of the files could ask for.
        .filter(({ stored_as, name }) => stored_as === storedAs && !String(name).endsWith(unnamed))
        .map(({ name, type, taken_for, pairs }) => ({
          name: String(name),
          type: String(type),
          takenFor: String(taken_for),
          pairs: Number(pairs),
        }));
    return {
      number,
      format: String(own[0]?.["format"]),
      columns: of("column"),
      jsonFields: of("field of .json"),
      members: of("member"),
      apart: of("file"),
      files: filesOf(facts, number),
    };
  });
}

function filesOf(facts: Card["facts"], number: number): readonly LayoutFile[] {
  const rows = (facts["files"]?.result ?? []).filter(({ part }) => Number(part) === number);
  const bySource = new Map<string, (typeof rows)[number][]>();
  for (const row of rows) {
    const source = String(row["source"]);
    bySource.set(source, [...(bySource.get(source) ?? []), row]);
  }
  return [...bySource].map(([path, own]) => {
    const sum = (name: string) => own.reduce((total, row) => total + Number(row[name] ?? 0), 0);
    const whole = own.find((row) => row["file_sha256"] !== undefined);
    const [only, ...more] = own;
    const isFile = basename(path) !== "." && more.length === 0;
    return {
      path,
      bytes: Number(whole?.["file_bytes"] ?? sum("bytes")),
      sha256: String(whole?.["file_sha256"] ?? (isFile ? only?.["sha256"] : "")) || null,
      apartBytes: sum("apart_bytes"),
      pairs: sum("pairs"),
      rowsAt: typeof only?.["rows_at"] === "string" ? only["rows_at"] : null,
      shards: own.map(({ name }) => String(name)),
    };
  });
}

/** The splits that the shards' names say, in their order, with the files of each; a file of several is in the first. */
export function splitFiles(parts: readonly LayoutPart[]): readonly {
  readonly split: string;
  readonly files: readonly LayoutFile[];
}[] {
  const files = parts.flatMap((part) => part.files);
  const splits = splitsOf(files.flatMap(({ shards }) => shards));
  if (splits.length === 1) return [{ split: splits[0] ?? "train", files }];
  return splits.map((split) => ({
    split,
    files: files.filter(({ shards: [first = ""] }) => splitOfShard(first) === split),
  }));
}
