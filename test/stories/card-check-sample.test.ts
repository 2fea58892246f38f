import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { picture, tarOf } from "../support/written.ts";

const folder = scratchFolder();
const [run, data] = [folder("run"), folder("data")];
const tar = async (n: number, caption: string) =>
  tarOf([
    [`${n}.jpg`, await picture(n)],
    [`${n}.txt`, caption],
  ]);

beforeAll(async () => {
  mkdirSync(data);
  for (let n = 0; n < 8; n++) writeFileSync(join(data, `${n}.tar`), await tar(n, `a caption, number ${n}`));
  const audited = await sluice("audit", data, "--filters", "text-basics", "--out", run, "--quiet");
  expect(audited.code, audited.stderr).toBe(0);
  expect((await sluice("card", "init", run)).code).toBe(0);
  expect((await sluice("card", "render", run)).code).toBe(0);
});

const check = async (...flags: string[]) => sluice("card", "check", run, ...flags);

it("hashes so many shards, says of how many, and calls nothing whole", async () => {
  const { stdout, stderr } = await check("--sample", "3");
  expect(stderr.match(/hashing shard/gu)).toHaveLength(3);
  const line =
    /a sample of 3 of 8 shards hashed again \(seed 1\): 0 differ, so that 0\.00 % to 56\.\d+ % of all do at 95 %/u;
  expect(stdout).toMatch(line);
  const json = JSON.parse((await check("--sample", "3", "--json")).stdout);
  expect(json).toMatchObject({ whole: false, sampled: { of: 8, seed: 1, differ: { k: 0, n: 3 } } });
  expect((await check("--sample", "3", "--format", "github")).stdout.replaceAll("%25", "%")).toMatch(line);
  // As many as there are is no sample.
  expect(JSON.parse((await check("--sample", "8", "--json")).stdout)).not.toHaveProperty("sampled");
});

it("checks several cards a call, and goes on behind one that cannot be read", async () => {
  const nowhere = folder("nowhere");
  const several = await sluice("card", "check", nowhere, run, "--sample", "2", "--json");
  expect(several.code).toBe(2);
  expect(several.stderr).toMatch(/^Cannot read card .*nowhere.*: there is none/mu);
  expect(several.stderr).toContain(`of ${run}`);
  expect(JSON.parse(several.stdout)).toMatchObject({
    schema: "sluice.card-checks/1",
    cards: [
      { folder: nowhere, green: false },
      { folder: run, sampled: { of: 8, differ: { n: 2 } } },
    ],
  });
  const junit = (await sluice("card", "check", nowhere, run, "--no-files", "--format", "junit")).stdout;
  expect(junit.match(/<testsuite /gu)).toHaveLength(2);
  expect(junit).toMatch(/name="unreadable file".*\n?.*<failure/u);
  const both = await sluice("card", "check", run, run, "--data", data);
  expect([both.code, both.stderr.trim().split("\n").length]).toEqual([2, 1]);
});

it("loads the shards that were drawn by the documents, and those alone", async () => {
  const path = join(data, "3.tar");
  const whole = await readFile(path);
  // As long as before, so that only who opens it finds that its pair is gone.
  writeFileSync(path, Buffer.alloc(whole.length));
  const found = async (seed: string) => {
    const { lacks } = JSON.parse((await check("--sample", "4", "--seed", seed, "--json")).stdout);
    const of = (wanted: string) => lacks.filter(({ kind }: { kind: string }) => kind === wanted);
    return { drawn: of("drifted").length, unloadable: of("unloadable") };
  };
  const seeds = await Promise.all(["1", "2", "3", "4"].map(found));
  writeFileSync(path, whole);
  expect(new Set(seeds.map(({ drawn }) => drawn))).toEqual(new Set([0, 1]));
  for (const { drawn, unloadable } of seeds) {
    expect(unloadable).toHaveLength(drawn);
    if (drawn > 0)
      expect(unloadable[0].message).toBe(
        "a reader finds 3 pairs in the files of the shards that were drawn, the audit found 4",
      );
  }
});

it("finds a changed shard where it was drawn, and not where it was not", async () => {
  for (let n = 0; n < 8; n++) writeFileSync(join(data, `${n}.tar`), await tar(n, `another, number ${n}`));
  const { sampled, lacks } = JSON.parse((await check("--sample", "2", "--seed", "7", "--json")).stdout);
  expect(sampled.differ).toMatchObject({ k: 2, n: 2 });
  const drifted = lacks.filter(({ message }: { message: string }) => /no longer holds/u.test(message));
  expect(drifted).toHaveLength(2);
  const both = await check("--sample", "2", "--no-files");
  expect([both.code, both.stderr.trim().split("\n").length]).toEqual([2, 1]);
  expect((await check("--sample", "0")).code).toBe(2);
});
