import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { contentOf, isTrouble, openDataset, type Pair, splitOfShard } from "../../../../datasets/index.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { checkFindings, curateScored, scoredRun } from "../../../support/scored-run.ts";

const cases = "../shared/data/cases";
const folder = scratchFolder();
const { signal } = new AbortController();

async function pairsOf(place: string): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  for (const { read } of (await openDataset(place)).shards)
    for await (const item of read(signal)) if (!isTrouble(item)) pairs.push(item);
  return pairs;
}

/** A case that was curated by a run which measured the first caption and the first image alone, and proven. */
async function curated(name: string): Promise<string> {
  const to = folder(`${name}-out`);
  await curateScored(await scoredRun(`${cases}/${name}`, folder(`${name}-run`)), { to });
  expect(await checkFindings(to)).toEqual([]);
  return to;
}

/** Whether any file of a folder holds some bytes. */
async function holds(place: string, text: string): Promise<boolean> {
  const files = (await readdir(place, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  const all = await Promise.all(files.map(({ parentPath, name }) => readFile(join(parentPath, name))));
  return all.some((bytes) => bytes.includes(text));
}

describe.skipIf(!existsSync(cases))("of the awkward inputs", () => {
  it("f13-several-text-columns: title and alt_text are texts, and not written where they were not measured", async () => {
    const [first] = await pairsOf(`${cases}/f13-several-text-columns`);
    expect(first && contentOf(first).texts.map(({ name }) => name)).toEqual(["title", "alt_text"]);
    const to = await curated("f13-several-text-columns");
    expect([await holds(to, "everyone hates"), await holds(to, "moron")]).toEqual([false, false]);
    expect(await pairsOf(to)).toHaveLength(2);
  });

  it("p28-hf-splits: keeps two shards of train and one of test", async () => {
    const { shards } = await openDataset(await curated("p28-hf-splits"));
    expect(shards.map(({ name }) => splitOfShard(name))).toEqual(["test", "train", "train"]);
  });

  it("p27-scores.parquet: keeps its scores, digests and numbers with their values", async () => {
    const [before, after] = [
      await pairsOf(`${cases}/p27-scores.parquet`),
      await pairsOf(await curated("p27-scores.parquet")),
    ];
    // The labels are texts, which this run did not measure.
    const plain = ({ record: { labels: _, ...rest } = {} }: Pair) => rest;
    expect(after.map(plain)).toEqual(before.map(plain));
    expect(Object.keys(after[0]?.record ?? {})).toEqual(
      expect.arrayContaining(["similarity", "hash", "punsafe", "uid"]),
    );
  });

  it("w26-unmeasured-members.tar: every member is measured or named, and what was not measured is not written", async () => {
    const pairs = await pairsOf(`${cases}/w26-unmeasured-members.tar`);
    const content = pairs.map(contentOf);
    expect(content.flatMap(({ texts }) => texts.map(({ name }) => name))).toEqual([
      ".alt.txt",
      "captions[1]",
      "title",
    ]);
    expect(content.flatMap(({ images }) => images.map(({ name }) => name)).slice(3)).toEqual([
      ".jpg",
      ".second.jpg",
      ".jpg",
      ".jpg",
      ".jpg.gz",
      ".jpg.gz",
    ]);
    expect(content.flatMap(({ unmeasured }) => unmeasured.map(({ name }) => name))).toEqual([".jxl", ".mp4"]);
    const written = (await pairsOf(await curated("w26-unmeasured-members.tar"))).map(contentOf);
    expect(written.flatMap(({ texts, unmeasured }) => [...texts, ...unmeasured])).toEqual([]);
    expect(written.filter(({ images }) => images.length > 1)).toEqual([]);
  });

  it("w21-endings.tar: no picture is silently none, whatever its name ends with", async () => {
    const content = (await pairsOf(`${cases}/w21-endings.tar`)).map(contentOf);
    expect(content).toHaveLength(11);
    expect(content.filter(({ images, unmeasured }) => images.length + unmeasured.length !== 1)).toEqual([]);
    expect(content.flatMap(({ unmeasured }) => unmeasured.map(({ name }) => name))).toEqual([".ppm", ".jp2"]);
  });

  it.each(["w05-apart.tar", "w16-latin1-names.tar"])("%s: keys that come again are errors", async (name) => {
    const pairs = await pairsOf(`${cases}/${name}`);
    const again = pairs.filter(({ key }) => key.endsWith("~2"));
    expect(again.length).toBeGreaterThan(0);
    for (const { error } of again)
      expect(error).toMatch(/^Cannot use key ".*": it came before in this shard/u);
    expect(pairs.filter(({ error }) => error === undefined)).toHaveLength(pairs.length - again.length);
  });
});
