import { writeFile } from "node:fs/promises";
import type { Pair } from "../pair.ts";
import { copyParquet } from "./parquet-copy.ts";
import { rowText } from "./table-rows.ts";

type TableRow = NonNullable<Pair["tableRow"]>;

/** What was written of a table beside an archive. */
export interface WrittenSidecar {
  /** The name's ending. */
  readonly ending: string;
  readonly stripped: readonly string[];
  readonly carried: readonly string[];
}

/**
 * Writes the rows of the pairs that were kept, in the table's own order, with its columns and types.
 * @param table of the source
 * @param stem of the file to write, to which the table's ending is added
 * @param rows less what nobody measured
 * @returns nothing where the source's table cannot be read: no pair has a row then
 */
export async function writeSidecar(
  table: string,
  stem: string,
  rows: readonly TableRow[],
  carry: readonly string[],
): Promise<WrittenSidecar | undefined> {
  // A name that comes again in an archive has the same row.
  const ordered = [...new Map(rows.map((row) => [row.row, row])).values()].sort((a, b) => a.row - b.row);
  if (/\.csv$/iu.test(table)) {
    const { head, text, between } = await rowText(table, table);
    const pairs = ordered.map((row): Pair => ({ key: "", meta: {}, ...row }));
    const first = pairs[0] && head(pairs[0]);
    await writeFile(`${stem}.csv`, `${first ?? ""}${pairs.map(text).join(between)}\n`);
    return { ending: ".csv", stripped: [], carried: [] };
  }
  const copy = await copyParquet(table, `${stem}.parquet`, carry).catch(() => undefined);
  if (copy === undefined) return undefined;
  for (const row of ordered) await copy.append(row);
  await copy.finish();
  return { ending: ".parquet", stripped: copy.stripped(), carried: copy.carried() };
}
