import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openTable } from "../../datasets/formats/parquet-table.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder()("written");

describe.skipIf(withoutPython)("Parquet that pyarrow wrote", () => {
  it("is read in every encoding, page kind and compression, whole and in parts", async () => {
    mkdirSync(folder);
    const written = (await inPython("parquet.py", folder)) as Record<string, readonly object[]>;
    expect(Object.keys(written)).toHaveLength(18);
    for (const [name, rows] of Object.entries(written)) {
      const table = await openTable(join(folder, `${name}.parquet`));
      expect(table.rows).toBe(rows.length);
      for (const [from, to] of [
        [0, rows.length],
        [1234, 1301],
        [rows.length - 10, rows.length],
      ] as const) {
        const read = [];
        for await (const row of table.read(from, to))
          read.push("record" in row ? plain(row.record) : row.error);
        expect(read, `${name}, rows ${from} to ${to}`).toEqual(rows.slice(from, to));
      }
    }
  });
});

/** As Python's JSON has it. */
function plain(record: object): unknown {
  return JSON.parse(
    JSON.stringify(record, (_, value) => (typeof value === "bigint" ? Number(value) : (value ?? null))),
  );
}
