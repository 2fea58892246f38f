import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, expect, it, vi } from "vitest";
import { isTrouble, openDataset } from "../../../datasets/index.ts";

const folder = mkdtempSync(join(tmpdir(), "sluice-damaged-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));

/** Numbers that look random and are the same each time (mulberry32). */
function* draws(seed: number): Generator<number, never> {
  for (let a = seed; ; ) {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    yield ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
}

async function rowsOf(path: string): Promise<readonly number[]> {
  const rows: number[] = [];
  const dataset = await openDataset(path);
  for (const shard of dataset.shards)
    for await (const item of shard.read(new AbortController().signal))
      if (!isTrouble(item)) rows.push(item.row);
  return rows;
}

const sound = () =>
  Buffer.from(
    parquetWriteBuffer({
      columnData: ["caption", "url", "license", "title"].map((name, at) => ({
        name,
        type: "STRING" as const,
        data: Array.from({ length: 30 }, (_, row) => `${name} ${row * at}`),
      })),
      rowGroupSize: 10,
    }),
  );

it("reads damaged files to rows numbered without a gap, and leaves no rejection unheard", async () => {
  const unheard = vi.fn();
  process.on("unhandledRejection", unheard);
  try {
    const draw = draws(7);
    for (let nth = 0; nth < 40; nth++) {
      const bytes = sound();
      for (let flips = 1 + Math.floor(draw.next().value * 6); flips > 0; flips--)
        bytes[4 + Math.floor(draw.next().value * (bytes.length - 12))] = Math.floor(draw.next().value * 256);
      const path = join(folder, "damaged.parquet");
      writeFileSync(path, bytes);
      const rows = await rowsOf(path).catch((error: Error) => error.message);
      if (typeof rows === "string") expect(rows).not.toContain("\n");
      else expect(rows).toEqual(rows.map((_, at) => at));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(unheard).not.toHaveBeenCalled();
  } finally {
    process.off("unhandledRejection", unheard);
  }
});

it("reads a million rows that take few bytes, in parts", async () => {
  const path = join(folder, "equal.parquet");
  const data = new Array<string>(1_000_000).fill("the same caption");
  writeFileSync(
    path,
    Buffer.from(parquetWriteBuffer({ columnData: [{ name: "caption", data }], rowGroupSize: data.length })),
  );
  expect((await rowsOf(path)).length).toBe(1_000_000);
});
