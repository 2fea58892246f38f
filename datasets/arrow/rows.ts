import { openArrow } from "./table.ts";

/** The columns of an Arrow file or stream, and its rows, counted to its end. @throws Error with one line where it cannot be read so far */
export async function arrowRows(
  path: string,
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  const table = await openArrow(path);
  let rows = 0;
  for await (const row of table.read(new AbortController().signal)) {
    if ("broken" in row) throw new Error(row.broken);
    rows++;
  }
  return { rows, columns: table.columns.map(({ name }) => name) };
}
