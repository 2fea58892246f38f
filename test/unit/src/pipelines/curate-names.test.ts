import { mkdirSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openDataset } from "../../../../datasets/index.ts";
import { readAll } from "../../../contracts/dataset-format.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { parquetFile, picture } from "../../../support/written.ts";

const folder = scratchFolder();

it("keeps columns of Parquet that are called with spaces, less those whose names nothing measured, and proves it", async () => {
  mkdirSync(folder("source"));
  for (const n of [0, 1, 2]) writeFileSync(folder(`source/${n}.jpg`), await picture(n));
  const table = parquetFile({
    "Image File": [0, 1, 2].map((n) => `${n}.jpg`),
    "Caption Text": [0, 1, 2].map((n) => `picture number ${n}`),
    "CLIP score (ViT-B/32)": [0.25, 0.5, 0.75],
    größe: [1, 2, 3],
  });
  writeFileSync(folder("source/t.parquet"), table);
  const run = await scoredRun(folder("source"), folder("run"), (key) => key.includes("1.jpg"));
  const to = folder("out");
  const { curated } = await curateScored(run, { to, format: null });
  // No model has read what the columns are called; names of roles are words, however they are spelled.
  expect(curated.stripped).toEqual({ "(a name that is no word)": 2 });
  expect(await checkFindings(to)).toEqual([]);
  const { pairs } = await readAll(await openDataset(to));
  expect(pairs.map(({ caption }) => caption)).toEqual(["picture number 0", "picture number 2"]);
});
