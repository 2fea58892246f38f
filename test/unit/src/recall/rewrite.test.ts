import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { recallPairs } from "../../../../src/actions/recall.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { curateScored, scoredRun } from "../../../support/scored-run.ts";
import { parquetFile, picture } from "../../../support/written.ts";

const folder = scratchFolder();
const { signal } = new AbortController();

async function recalled(source: string, name: string, which: "keys" | "hashes", line: string) {
  const run = await scoredRun(source, folder(`${name}-run`));
  const to = folder(`${name}-out`);
  await curateScored(run, { to });
  writeFileSync(folder(`${name}-list`), `${line}\n`);
  const wish = { folder: to, [which]: [folder(`${name}-list`)], by: "a test", now: () => new Date(0) };
  return { to, done: await recallPairs(wish, signal) };
}

it("keeps the rows of every shard of a file that holds several", async () => {
  const rows = 10_003;
  mkdirSync(folder("lines"));
  const lines = Array.from({ length: rows }, (_, i) =>
    JSON.stringify({ url: `https://e.org/${i}`, caption: `no ${i}` }),
  );
  writeFileSync(folder("lines/a.jsonl"), lines.join("\n"));
  const { to, done } = await recalled(folder("lines"), "lines", "hashes", "https://e.org/5");
  expect(done).toMatchObject({ pairs: 1, absent: true, check: { proven: true } });
  const left = readFileSync(join(to, "a.jsonl"), "utf8").trim().split("\n");
  expect([left.length, left.includes(lines[5] ?? ""), left.at(-1)]).toEqual([rows - 1, false, lines.at(-1)]);
});

it("takes a row out of the table beside a folder of pictures, and the table with its last row", async () => {
  mkdirSync(folder("files/00000"), { recursive: true });
  const numbers = [0, 1];
  for (const n of numbers) {
    writeFileSync(folder(`files/00000/${n}.jpg`), await picture(n));
    writeFileSync(folder(`files/00000/${n}.txt`), `picture number ${n}`);
  }
  const table = { key: ["0", "1"], status: ["success", "success"], punsafe: [0.5, 0.25] };
  writeFileSync(folder("files/00000.parquet"), parquetFile(table));
  const { done } = await recalled(folder("files"), "files", "keys", "folder-00000/00000/0.jpg");
  expect(done).toMatchObject({ pairs: 1, absent: true, check: { proven: true, failures: [] } });
});
