import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cluster, clustersFor } from "../../../../src/looking/meaning/clusters.ts";
import { embedded } from "../../../../src/looking/meaning/embedded.ts";
import { nearest, vectorAt } from "../../../../src/looking/meaning/nearest.ts";
import { topicNames } from "../../../../src/looking/meaning/topic-names.ts";
import { readVectors, vectorPath, writeVectors } from "../../../../src/looking/meaning/vectors.ts";
import { sluice } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";
import { auditedSample } from "../../../support/shared-runs.ts";

const folder = scratchFolder();
const WIDTH = 8;
const model = { id: "m", sha256: "0".repeat(64), width: WIDTH };

/** Directions around a few axes, one after the other. */
function vectorOf(i: number, axes = 4): Float32Array {
  const vector = Float32Array.from({ length: WIDTH }, (_, j) => 0.1 * Math.sin(i * 7 + j * 3));
  vector[i % axes] = 1;
  return vector;
}

const written = async (name: string, count: number) => {
  const found = Array.from({ length: count }, (_, row) => ({ row: 2 * row, vector: vectorOf(row) }));
  await writeVectors(folder(name), "a/00000", { model, fingerprint: null }, found);
  return readVectors(folder(name), ["a/00000", "none"], WIDTH);
};

describe("vectors of captions", () => {
  it("come back as they were, within a byte's rounding, with the rows that they are of", async () => {
    const vectors = await written("back", 20);
    expect([vectors.count, [...vectors.rows.slice(0, 3)]]).toEqual([20, [0, 2, 4]]);
    for (let i = 0; i < 20; i++) {
      const wanted = vectorOf(i);
      const length = Math.hypot(...wanted);
      for (const [j, value] of vectorAt(vectors, i).entries())
        expect(value).toBeCloseTo((wanted[j] ?? 0) / length, 2);
    }
  });

  it("are found by how near they are, as exact arithmetic finds them", async () => {
    const vectors = await written("near", 300);
    const wanted = vectorOf(13);
    const exact = Array.from({ length: 300 }, (_, i) => {
      const one = vectorOf(i);
      const dot = one.reduce((sum, value, j) => sum + value * (wanted[j] ?? 0), 0);
      return { i, cosine: dot / Math.hypot(...one) / Math.hypot(...wanted) };
    }).toSorted((a, b) => b.cosine - a.cosine);
    const found = nearest(vectors, wanted, 10);
    expect(found).toHaveLength(10);
    for (const [rank, { index, similarity }] of found.entries()) {
      expect(index % 4).toBe(13 % 4);
      expect(similarity).toBeCloseTo(exact[rank]?.cosine ?? 0, 1);
    }
    expect(nearest(vectors, wanted, 10, 13).some(({ index }) => index === 13)).toBe(false);
    expect(nearest(vectors, wanted, 1000)).toHaveLength(300);
  });

  it("part into the groups that there are, the same each time", async () => {
    const vectors = await written("parts", 200);
    const random = () => {
      let state = 1;
      return () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
      };
    };
    const first = await cluster(vectors, 4, random());
    expect(await cluster(vectors, 4, random())).toEqual(first);
    for (let i = 4; i < 200; i++) expect(first.of[i]).toBe(first.of[i % 4]);
    expect(new Set(first.of).size).toBe(4);
    expect([clustersFor(0), clustersFor(75), clustersFor(1_000_000)]).toEqual([1, 5, 24]);
  });

  it("are refused in one line where their file ends too early", async () => {
    await written("short", 3);
    const path = vectorPath(folder("short"), "a/00000");
    writeFileSync(path, readFileSync(path).subarray(0, 520));
    await expect(readVectors(folder("short"), ["a/00000"], WIDTH)).rejects.toThrow(
      /Cannot read embeddings ".*00000\.bin": it ends too early; sluice topics --again makes them anew/u,
    );
  });
});

it("names topics by the words that tell them apart, and never two alike", () => {
  const dogs = ["a dog on a beach", "brown dog running", "my dog"];
  const cars = ["red car in a street", "old car", "a fast car"];
  const names = topicNames([dogs, cars, [], []]);
  expect(names[0]).toMatch(/^dog/u);
  expect(names[1]).toMatch(/^car/u);
  expect(names.slice(2)).toEqual(["no words to name it by", "no words to name it by (2)"]);
});

it("makes no vector of a caption that says nothing: it is near to no words", async () => {
  const asked: string[] = [];
  const encoder = {
    encode: async (texts: readonly string[]) => {
      asked.push(...texts);
      return texts.map(() => new Float32Array(WIDTH));
    },
  };
  const captions = ["a dog", "", " \u00a0\u200b\n", "🐕"].map((caption, row) => ({ row, caption }));
  const rows = (await embedded(encoder, captions)).map(({ row }) => row);
  expect([asked, rows]).toEqual([
    ["a dog", "🐕"],
    [0, 3],
  ]);
  expect(await embedded(encoder, captions.slice(1, 3))).toEqual([]);
});

describe("a run looked at by meaning", () => {
  const run = folder("run");
  beforeAll(() => auditedSample(run));
  afterAll(() => {});
  const json = async (...words: string[]) => JSON.parse((await sluice(...words, "--json")).stdout);

  it("finds captions that mean what the words say, and none by its letters", async () => {
    const { pairs } = await json("explore", run, "--like", "fruit");
    expect(pairs.length).toBeGreaterThan(20);
    // Each says how near it is, the nearest first.
    const near = pairs.map(({ similarity }: { similarity: number }) => similarity);
    expect(near).toEqual([...near].sort((a, b) => b - a));
    expect(near[0]).toBeGreaterThan(near.at(-1));
    const first = pairs.slice(0, 5).map(({ caption }: { caption: string }) => caption);
    const keys = (await sluice("explore", run, "--like", "fruit", "--keys")).stdout.trim().split("\n");
    expect(keys.slice(0, 5)).toEqual(pairs.slice(0, 5).map(({ key }: { key: string }) => key));
    // Captions are masked in lists: whose they are is known.
    expect(keys.slice(0, 5)).toContain("00000/000000005");
    expect(first.join(" ")).not.toContain("apple");
  });

  it("counts its topics, which are a column from then on", async () => {
    const { topics, pairs } = await json("topics", run);
    const total = topics.reduce((sum: number, one: { flagged: { n: number } }) => sum + one.flagged.n, 0);
    expect(total).toBeLessThanOrEqual(pairs);
    expect(topics.length).toBeGreaterThan(2);
    for (const { where, flagged } of topics.slice(0, 3)) {
      const keys = (await sluice("explore", run, "--where", where, "--keys")).stdout.trim().split("\n");
      expect(keys).toHaveLength(flagged.n);
    }
    expect((await json("topics", run, "--count", "3")).topics).toHaveLength(3);
  });

  it("says in one line that vectors of another model are of no use, and how to go on", async () => {
    const path = vectorPath(run, "00000");
    const bytes = readFileSync(path);
    const at = bytes.indexOf("sha256") + 9;
    bytes.write("f".repeat(64), at);
    writeFileSync(path, bytes);
    const { code, stderr } = await sluice("topics", run, "--count", "3");
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(
      /embeddings are of minilm-l6-v2 ffffffffffff, wanted minilm-l6-v2 0b2b389d783b; .*--again/u,
    );
    expect((await sluice("topics", run, "--again")).code).toBe(0);
    expect(join(run, "topics.parquet")).toMatch(/topics/u);
  });
});
