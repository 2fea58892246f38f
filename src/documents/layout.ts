import { basename } from "node:path";
import { splitOfShard, splitsOf, unnamed } from "../../datasets/index.ts";
import type { Card } from "../cards/source/card.ts";

/** A column, a member or files of one ending, and what a map takes it for. */
export interface LayoutRow {
  readonly name: string;
  readonly type: string;
  readonly takenFor: string;
  readonly pairs: number;
  /** Whether such files lie in other folders than the pictures that they are of. */
  readonly elsewhere?: boolean;
}

/** A file as it is published. */
export interface WholeFile {
  /** From the dataset's root. */
  readonly path: string;
  readonly bytes: number;
  /** Null where the run did not hash it as a whole. */
  readonly sha256: string | null;
}

/** A zip, and how things lie in it. */
export interface LayoutZip extends WholeFile {
  /** A folder that is wrapped around everything and in no other name, with `/` behind; empty where there is none. */
  readonly top: string;
  /** Whether it holds the pictures of a table beside it, and nothing else. */
  readonly pictures: boolean;
}

/** A file of the dataset, or its folder, with what lies apart from it. */
export interface LayoutFile extends WholeFile {
  /** The zip that it lies in. */
  readonly zip?: WholeFile;
  /** What it is called there. */
  readonly inner?: string;
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
  /** Whether its files have columns that are not among these: their names are no words that a document may repeat. */
  readonly hasUnnamed: boolean;
  /** Fields of the `.json` that pairs have. */
  readonly jsonFields: readonly LayoutRow[];
  readonly members: readonly LayoutRow[];
  /** Files that lie apart. */
  readonly apart: readonly LayoutRow[];
  readonly files: readonly LayoutFile[];
  /** Zips that its files lie in, or the pictures that these name. */
  readonly zips: readonly LayoutZip[];
  /** Names of pairs that come again: in another archive or folder, and in the same archive. */
  readonly again: { readonly apart: number; readonly within: number };
}

function isUnnamed(name: unknown): boolean {
  return String(name).endsWith(unnamed);
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
        .filter(({ stored_as, name }) => stored_as === storedAs && !isUnnamed(name))
        .map(({ name, type, taken_for, pairs, elsewhere }) => ({
          name: String(name),
          type: String(type),
          takenFor: String(taken_for),
          pairs: Number(pairs),
          ...(elsewhere === true ? { elsewhere } : {}),
        }));
    const again = facts["names-again"]?.result.find(({ part }) => Number(part) === number);
    return {
      number,
      format: String(own[0]?.["format"]),
      columns: of("column"),
      hasUnnamed: own.some(({ stored_as, name }) => stored_as === "column" && isUnnamed(name)),
      jsonFields: of("field of .json"),
      members: of("member"),
      apart: of("file"),
      files: filesOf(facts, number),
      zips: zipsOf(facts, number),
      again: { apart: Number(again?.["apart"] ?? 0), within: Number(again?.["within"] ?? 0) },
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
  const zips = zipsOf(facts, number);
  return [...bySource].map(([path, own]) => {
    const sum = (name: string) => own.reduce((total, row) => total + Number(row[name] ?? 0), 0);
    const whole = own.find((row) => row["file_sha256"] !== undefined);
    const [only, ...more] = own;
    const isFile = basename(path) !== "." && more.length === 0;
    return {
      path,
      ...inZip(path, only?.["in_zip"], zips),
      bytes: Number(whole?.["file_bytes"] ?? sum("bytes")),
      sha256: String(whole?.["file_sha256"] ?? (isFile ? only?.["sha256"] : "")) || null,
      apartBytes: sum("apart_bytes"),
      pairs: sum("pairs"),
      rowsAt: typeof only?.["rows_at"] === "string" ? only["rows_at"] : null,
      shards: own.map(({ name }) => String(name)),
    };
  });
}

/** Zips that a part's pairs or pictures lie in, hashed whole. */
function zipsOf(facts: Card["facts"], number: number): readonly LayoutZip[] {
  return (facts["archives"]?.result ?? [])
    .filter(({ part }) => Number(part) === number)
    .map(({ path, bytes, sha256, top, pictures }) => ({
      path: String(path),
      bytes: Number(bytes),
      sha256: String(sha256),
      top: typeof top === "string" ? `${top}/` : "",
      pictures: pictures === true,
    }));
}

/** The zip that a file's path begins with, or that its run says, with its own name there. */
function inZip(path: string, said: unknown, zips: readonly LayoutZip[]): Pick<LayoutFile, "zip" | "inner"> {
  const begin = /^.*?\.zip(?=\/)/iu.exec(path)?.[0];
  const own = begin ?? (typeof said === "string" ? said : undefined);
  if (own === undefined) return {};
  const zip = zips.find((one) => one.path === own);
  const name = begin === undefined ? path : path.slice(begin.length + 1);
  return { zip: zip ?? { path: own, bytes: 0, sha256: null }, inner: `${zip?.top ?? ""}${name}` };
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
