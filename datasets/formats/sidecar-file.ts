import { isFileAt, onDisk } from "../store/bytes.ts";
import { layoutOf, openSeparated } from "../tables/separated.ts";
import { openTable } from "./parquet-table.ts";

/** A row of a table beside an archive; without a record, one that cannot be read. */
interface ReadRow {
  readonly row: number;
  readonly record?: Readonly<Record<string, unknown>>;
  readonly line?: string;
}

/** The table of the same name as an archive: Parquet, or CSV with a column of keys. @param stem the archive's path without its ending */
export async function sidecarOf(stem: string): Promise<string | undefined> {
  if (await isFileAt(`${stem}.parquet`)) return `${stem}.parquet`;
  const path = `${stem}.csv`;
  if (!(await isFileAt(path))) return undefined;
  const { header, line = "", delimiter = "," } = (await layoutOf(await onDisk(path))) ?? {};
  const names = line.split(delimiter).map((name) => name.replaceAll('"', "").trim());
  return header === true && names.includes("key") ? path : undefined;
}

/** The rows of such a table, in order. @throws Error where it is damaged as a whole */
export async function* openSidecar(path: string): AsyncGenerator<ReadRow> {
  let row = 0;
  if (!/\.csv$/iu.test(path)) {
    const table = await openTable(path);
    for await (const entry of table.read(0, table.rows)) yield { row: row++, ...entry };
    return;
  }
  const table = await openSeparated(await onDisk(path));
  for (const part of table?.parts ?? [])
    for await (const entry of part.read(new AbortController().signal)) {
      if ("trouble" in entry) throw new Error(entry.trouble);
      yield { row: row++, ...entry };
    }
}
