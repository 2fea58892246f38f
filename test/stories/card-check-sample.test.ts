import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { tarOf } from "../support/written.ts";

const folder = scratchFolder();
const [run, data] = [folder("run"), folder("data")];
const tar = async (n: number, caption: string) => tarOf([[`${n}.txt`, caption]]);

beforeAll(async () => {
  mkdirSync(data);
  for (let n = 0; n < 8; n++) writeFileSync(join(data, `${n}.tar`), await tar(n, `a caption, number ${n}`));
  const audited = await sluice("audit", data, "--filters", "text-basics", "--out", run, "--quiet");
  expect(audited.code, audited.stderr).toBe(0);
  expect((await sluice("card", "init", run)).code).toBe(0);
}, 120_000);

const check = async (...flags: string[]) => sluice("card", "check", run, ...flags);

it("hashes so many shards, says of how many, and calls nothing whole", async () => {
  const { stdout, stderr } = await check("--sample", "3");
  expect(stderr.match(/hashing shard/gu)).toHaveLength(3);
  expect(stderr).toContain("was not loaded by its documents");
  const line =
    /a sample of 3 of 8 shards hashed again \(seed 1\): 0 differ, so that 0\.00 % to 56\.\d+ % of all do at 95 %/u;
  expect(stdout).toMatch(line);
  const json = JSON.parse((await check("--sample", "3", "--json")).stdout);
  expect(json).toMatchObject({ whole: false, sampled: { of: 8, seed: 1, differ: { k: 0, n: 3 } } });
  expect((await check("--sample", "3", "--format", "github")).stdout.replaceAll("%25", "%")).toMatch(line);
  // As many as there are is no sample.
  expect(JSON.parse((await check("--sample", "8", "--json")).stdout)).not.toHaveProperty("sampled");
}, 120_000);

it("finds a changed shard where it was drawn, and not where it was not", async () => {
  for (let n = 0; n < 8; n++) writeFileSync(join(data, `${n}.tar`), await tar(n, `another, number ${n}`));
  const { sampled, lacks } = JSON.parse((await check("--sample", "2", "--seed", "7", "--json")).stdout);
  expect(sampled.differ).toMatchObject({ k: 2, n: 2 });
  const drifted = lacks.filter(({ message }: { message: string }) => /no longer holds/u.test(message));
  expect(drifted).toHaveLength(2);
  const both = await check("--sample", "2", "--no-files");
  expect([both.code, both.stderr.trim().split("\n").length]).toEqual([2, 1]);
  expect((await check("--sample", "0")).code).toBe(2);
}, 120_000);
