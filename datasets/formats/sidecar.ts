import { basename } from "node:path";
import { openTable } from "./parquet-table.ts";

/** What img2dataset wrote beside a tar: every row that it tried, also those that are not in the tar. */
export interface Sidecar {
  /** Fields of the downloaded rows, by key. */
  readonly rows: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly successes: number;
  /** Downloads that failed, by their status, or why the file cannot be read. */
  readonly trouble?: string;
}

/** Reads `00000.parquet` beside `00000.tar`. */
export async function readSidecar(path: string): Promise<Sidecar> {
  const name = basename(path);
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  const failed = new Map<string, number>();
  let total = 0;
  let successes = 0;
  try {
    const table = await openTable(path);
    for await (const entry of table.read(0, table.rows)) {
      total++;
      if ("error" in entry) continue;
      const { key, status } = entry.record;
      if (typeof status === "string" && status !== "success")
        failed.set(status, (failed.get(status) ?? 0) + 1);
      else if (typeof key === "string") rows.set(key, entry.record);
      if (status === "success") successes++;
    }
  } catch {
    return {
      rows,
      successes,
      trouble: `Cannot read "${name}" beside its tar: wanted Parquet, got damaged data`,
    };
  }
  if (failed.size === 0) return { rows, successes };
  const count = [...failed.values()].reduce((sum, n) => sum + n, 0);
  const kinds = [...failed].map(([status, n]) => `${n} ${status}`).join(", ");
  return {
    rows,
    successes,
    trouble: `Cannot audit ${count} of ${total} rows of "${name}": never downloaded (${kinds})`,
  };
}
