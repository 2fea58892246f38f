import { basename } from "node:path";
import type { Location } from "../format.ts";
import type { Pair } from "../pair.ts";
import { allowedRoots, isInside } from "../roots.ts";
import { isFileAt, realAt } from "../store/bytes.ts";
import { openSidecar } from "./sidecar-file.ts";

/** A row of such a table: where it stands there, and its fields with the table's own types. */
export type SidecarRow = NonNullable<Pair["tableRow"]>;

/** What img2dataset wrote beside a tar, or beside a folder of files: every row that it tried, also those that are not in it. */
export interface Sidecar {
  /** The downloaded rows, by key: of a key that several rows bear, none. */
  readonly rows: ReadonlyMap<string, SidecarRow>;
  /** Keys that several rows bear. */
  readonly ambiguous: ReadonlySet<string>;
  readonly successes: number;
  /** Downloads that failed, by their status, or why the file cannot be read. */
  readonly trouble?: string;
}

/** The table beside a tar, which no file list names where the tar was named by itself; or beside its files. */
export async function tableBeside(
  path: string,
  location: Pick<Location, "root" | "followLinks">,
  what: "tar" | "files" = "tar",
): Promise<Sidecar | undefined> {
  if (!(await isFileAt(path))) return undefined;
  if (await isInPlace(path, location)) return readSidecar(path, what);
  const trouble = `Cannot read "${basename(path)}" beside its ${what}: wanted a file inside the dataset, got a link that leads out of it; follow it with --follow-links`;
  return { rows: new Map(), ambiguous: new Set(), successes: 0, trouble };
}

/** Whether a file is no link that leads out of its place. */
export async function isInPlace(
  path: string,
  { root, followLinks }: Pick<Location, "root" | "followLinks">,
): Promise<boolean> {
  return isInside(await allowedRoots(root, followLinks), await realAt(path));
}

/** Reads `00000.parquet` or `00000.csv` beside `00000.tar` or the folder `00000`. */
async function readSidecar(path: string, what: string): Promise<Sidecar> {
  const name = basename(path);
  const rows = new Map<string, SidecarRow>();
  const ambiguous = new Set<string>();
  const failed = new Map<string, number>();
  let total = 0;
  let successes = 0;
  try {
    for await (const { row, record, line } of openSidecar(path)) {
      total = row + 1;
      if (record === undefined) continue;
      const { key, status } = record;
      if (typeof status === "string" && status !== "success")
        failed.set(status, (failed.get(status) ?? 0) + 1);
      else if (key !== undefined && key !== null) {
        const name = String(key);
        if (rows.has(name)) ambiguous.add(name);
        rows.set(name, { row, record, ...(line === undefined ? {} : { line }) });
        successes++;
      }
    }
    if (total > 0 && rows.size === 0 && failed.size === 0)
      return { rows, ambiguous, successes, trouble: keyless(name, what) };
  } catch {
    return {
      rows,
      ambiguous,
      successes,
      trouble: `Cannot read "${name}" beside its ${what}: wanted ${/\.csv$/iu.test(name) ? "CSV" : "Parquet"}, got damaged data`,
    };
  }
  for (const key of ambiguous) rows.delete(key);
  if (failed.size === 0) return { rows, ambiguous, successes };
  const count = [...failed.values()].reduce((sum, n) => sum + n, 0);
  const kinds = [...failed].map(([status, n]) => `${n} ${status}`).join(", ");
  return {
    rows,
    ambiguous,
    successes,
    trouble: `Cannot audit ${count} of ${total} rows of "${name}": never downloaded (${kinds})`,
  };
}

function keyless(name: string, what: string): string {
  return `Cannot read "${name}" beside its ${what}: wanted a column "key", got none; give it another name to read it by itself`;
}

/** Finds the rows of a tar's pairs. */
export interface SidecarMatch {
  of(stem: string): SidecarRow | undefined;
  /** Pairs that more than one row may be of, or whose row may be another's, in one line. */
  trouble(): string | undefined;
}

/**
 * Matches by the whole key, and by its last part where that alone is what the table calls a pair; a part that several
 * rows or several pairs bear matches none, since their licences and URLs may differ.
 * @param file the tar, for people
 * @param stems of all pairs in the tar, where its pairs lie in folders; without them last parts match nothing
 */
export function matchSidecar(
  { rows, ambiguous }: Sidecar,
  file: string,
  stems: Iterable<string> | undefined,
): SidecarMatch {
  const shared = stems === undefined ? undefined : partsOfSeveral(stems);
  const unmatched: string[] = [];
  return {
    of(stem) {
      const own = rows.get(stem);
      if (own !== undefined) return own;
      const part = lastPart(stem);
      const known = part === stem ? undefined : rows.get(part);
      const unclear =
        ambiguous.has(stem) || ambiguous.has(part) || (known !== undefined && shared?.has(part) !== false);
      if (unclear) unmatched.push(stem);
      return unclear ? undefined : known;
    },
    trouble() {
      const [first] = unmatched;
      return first === undefined
        ? undefined
        : `Cannot match ${unmatched.length === 1 ? "1 pair" : `${unmatched.length} pairs`} of "${file}" with the table beside it: its key "${lastPart(first)}" is not of one pair alone; their licences and URLs stay unknown`;
    },
  };
}

function lastPart(stem: string): string {
  return stem.slice(stem.lastIndexOf("/") + 1);
}

function partsOfSeveral(stems: Iterable<string>): ReadonlySet<string> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (const stem of new Set(stems)) {
    const part = lastPart(stem);
    if (seen.has(part)) several.add(part);
    seen.add(part);
  }
  return several;
}
