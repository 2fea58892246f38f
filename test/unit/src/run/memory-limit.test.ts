import { describe, expect, it } from "vitest";
import { openFolder } from "../../../../src/run/query.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
/** A list of so many numbers, which cannot be spilled. */
const listOf = (numbers: number) => `SELECT len(list(range))::INTEGER AS n FROM range(${numbers})`;

describe("a statement's memory", () => {
  it("is more where less does not do, and as little as before afterwards", async () => {
    const query = await openFolder(folder("."), { memoryMiB: 16, threads: 2 });
    const limit = () => query.rows("SELECT current_setting('memory_limit') AS mib");
    const [before, few] = [await limit(), 8_000_000];
    expect(await query.rows(listOf(few))).toEqual([{ n: few }]);
    expect(await limit()).toEqual(before);
    query.close();
  });

  it("has an end", async () => {
    const query = await openFolder(folder("."), { memoryMiB: 16, threads: 2 });
    await expect(query.rows(listOf(300_000_000))).rejects.toThrow("Out of Memory Error");
    await expect(query.run("SET threads = 4")).rejects.toThrow("has been locked");
    query.close();
  });
});
