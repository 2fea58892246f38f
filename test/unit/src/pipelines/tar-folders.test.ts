import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";
import { picture, tarOf } from "../../../support/written.ts";

const folder = scratchFolder();

async function written(name: string, files: readonly string[]) {
  for (const [n, file] of files.entries()) {
    const path = join(folder(`${name}-source`), file);
    mkdirSync(dirname(path), { recursive: true });
    const tar = await tarOf([
      [`${n}.jpg`, await picture(n)],
      [`${n}.txt`, `picture number ${n}`],
    ]);
    writeFileSync(path, /\.gz$/u.test(file) ? gzipSync(tar) : tar);
  }
  const run = await scoredRun(folder(`${name}-source`), folder(`${name}-run`));
  const to = folder(`${name}-curated`);
  await curateScored(run, { to });
  const tars = readdirSync(to, { recursive: true, encoding: "utf8" }).filter((file) => /\.tar$/u.test(file));
  const [, head = ""] = readFileSync(join(to, "README.md"), "utf8").split("data_files:\n");
  return { to, tars: tars.sort(), head };
}

it("leaves tars in their folders, which say their splits", async () => {
  const { to, tars, head } = await written("split", ["train/00000.tar", "train/00001.tar", "test/00000.tar"]);
  expect(tars).toEqual(["test/00000.tar", "train/00000.tar", "train/00001.tar"]);
  expect(head).toContain("split: test\n        path:\n          - 'test/00000.tar'");
  expect(head).toContain("split: train\n        path:\n          - 'train/00000.tar'");
  expect(await checkFindings(to)).toEqual([]);
});

it("leaves names that say a split, unpacked", async () => {
  const { to, tars, head } = await written("flat", ["train-00000.tar.gz", "test-00000.tar"]);
  expect(tars).toEqual(["test-00000.tar", "train-00000.tar"]);
  expect(head).toContain("path: '**/train-*.tar'");
  expect(await checkFindings(to)).toEqual([]);
});

it("gives tars that would be one the names of their shards", async () => {
  const { to, tars } = await written("same", ["a.tar", "a.tar.gz"]);
  expect(tars).toEqual(["a.tar", "a~2.tar"]);
  expect(await checkFindings(to)).toEqual([]);
});
