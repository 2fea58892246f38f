import { maskText } from "../exposure/mask.ts";
import { CliError } from "../process/errors.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Lens } from "../run/questions/lens.ts";
import { openRows, type StoredRow, whereSql } from "../run/questions/rows.ts";
import { lensOfView } from "./saved-view.ts";

/** Rows read at a time. */
const PAGE = 5000;

/** The pairs under a lens, in its order, a page at a time. @throws CliError (exit code 2) with what is wrong with it */
export async function* pagesUnder(run: DecidedRun, lens: Lens): AsyncGenerator<readonly StoredRow[]> {
  const rows = await openRows(run, lens);
  try {
    if (rows.beyond > 0)
      throw new CliError(
        `Cannot list ${rows.total + rows.beyond} pairs: wanted ${rows.total} at most; narrow --where, or --parquet writes them all`,
        { exitCode: 2 },
      );
    for (let from = 0; from < rows.total; from += PAGE) yield await rows.page(from, PAGE);
  } finally {
    await rows.close();
  }
}

/** Keys of the pairs under a lens, in its order. */
export async function keysUnder(run: DecidedRun, lens: Lens): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const page of pagesUnder(run, lens)) keys.push(...page.map(({ key }) => String(key)));
  return keys;
}

/** Keys of a view's pairs. @throws CliError (exit code 2) as {@link lensOfView} */
export async function keysOfView(run: DecidedRun, name: string): Promise<readonly string[]> {
  const rows = await run.query.rows<{ key: string }>(
    `SELECT key FROM explored WHERE ${whereSql(await lensOfView(run, name))}`,
  );
  return rows.map(({ key }) => key);
}

/** The pairs under a lens with all that was measured of them; captions are masked. */
export async function pairsUnder(
  run: DecidedRun,
  lens: Lens,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const pairs: Readonly<Record<string, unknown>>[] = [];
  for await (const page of pagesUnder(run, lens)) pairs.push(...page.map(masked));
  return pairs;
}

function masked({ caption, ...row }: StoredRow): StoredRow {
  return { ...row, caption_masked: typeof caption === "string" ? maskText(caption) : null };
}

/** DataComp's uid of a pair, in the order in which they are looked for. */
const UID_COLUMNS = ["source_uid", "sample_key", "key"];

const UID = /^[0-9a-f]{32}$/u;

/** DataComp's uids of the pairs under a lens. @throws CliError (exit code 2) where a pair has none */
export async function uidsUnder(run: DecidedRun, lens: Lens): Promise<readonly string[]> {
  const uids: string[] = [];
  for await (const page of pagesUnder(run, lens))
    for (const row of page) {
      const uid = UID_COLUMNS.map((name) => lastPart(row[name])).find((text) => UID.test(text));
      if (uid === undefined)
        throw new CliError(
          `Cannot write an array of uids: wanted 32 hexadecimal digits, got pair "${String(row["key"])}"; --keys lists keys`,
          { exitCode: 2 },
        );
      uids.push(uid);
    }
  return uids;
}

function lastPart(value: unknown): string {
  return typeof value === "string" ? (value.split("/").at(-1) ?? "") : "";
}
