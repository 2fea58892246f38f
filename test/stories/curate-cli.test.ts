import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Pair } from "../../datasets/index.ts";
import { subsetNpy } from "../../src/pipelines/curate/subset.ts";
import { type NewRecord, openLabelFile, type ReviewVerdict } from "../../src/run/labels.ts";
import { root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");

beforeAll(async () => {
  cpSync(join(root, "datasets/sample/shards"), source, { recursive: true });
  const filters = "image-basics,text-basics,lexicon,duplicates";
  expect((await sluice("audit", source, "--filters", filters, "--workers", "1", "--out", run)).code).toBe(4);
});

interface Out {
  readonly pairs: {
    readonly before: number;
    readonly written: number;
    readonly removed: number;
    readonly held: number;
  };
  readonly reasons: readonly { readonly rule: string; readonly pairs: number }[];
}

async function curate(name: string, ...flags: readonly string[]) {
  const to = folder(name);
  const ran = await sluice("curate", run, "--to", to, "--json", "--quiet", ...flags);
  return { to, ran, out: (ran.stdout === "" ? {} : JSON.parse(ran.stdout)) as Out };
}

const treeOf = (to: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(to, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(to.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );

describe.each(["webdataset", "imagefolder", "parquet"])("%s", (format) => {
  it("holds what passed, image bytes and captions untouched, and opens as a dataset again", async () => {
    const { to, ran, out } = await curate(`round-${format}`, "--format", format);
    expect(ran.code).toBe(0);
    const { before, written, removed, held } = out.pairs;
    expect([before, written + removed + held]).toEqual([75, 75]);
    const original = new Map((await pairsOf(source)).map((pair) => [`${pair.sha256} ${pair.caption}`, pair]));
    const kept = await pairsOf(to);
    expect(kept).toHaveLength(written);
    for (const pair of kept) expect(original.has(`${pair.sha256} ${pair.caption}`), pair.key).toBe(true);
    expect(parse(readFileSync(join(to, "CURATED.yaml"), "utf8"))).toEqual(out);
    expect(existsSync(join(to, ".curate"))).toBe(false);
  });

  it("is the same, byte for byte, after it was killed and begun again", async () => {
    const whole = await curate(`whole-${format}`, "--format", format);
    const to = folder(`killed-${format}`);
    const killed = start(["curate", run, "--to", to, "--format", format]);
    const books = `${to}.part/.curate`;
    await killed.reaches(() => existsSync(`${books}/00000.shard.json`) || existsSync(to));
    killed.kill("SIGKILL");
    await killed.done;
    const named = existsSync(to);
    // Where the second shard was not finished either, a half of it may lie there.
    if (format === "webdataset" && !named && !existsSync(`${books}/00001.shard.json`))
      writeFileSync(`${to}.part/00001.tar`, "half");
    const again = await sluice("curate", run, "--to", to, "--format", format, "--quiet");
    expect(again.code, again.stderr).toBe(named ? 2 : 0);
    expect(treeOf(to)).toEqual(treeOf(whole.to));
    expect(existsSync(`${to}.part`)).toBe(false);
  });
});

it("keeps original members and keys, in order, and lists img2dataset's columns and statistics", async () => {
  const { to } = await curate("members");
  const namesAndBytes = (pair: Pair) => pair.members?.map(({ name, bytes }) => ({ name, bytes }));
  const before = new Map((await pairsOf(source)).map((pair) => [pair.key, namesAndBytes(pair)]));
  for (const pair of await pairsOf(to)) expect(namesAndBytes(pair), pair.key).toEqual(before.get(pair.key));
  const header = readFileSync(join(to, "00000.tar")).subarray(0, 512);
  expect(header.toString("latin1", 257, 262)).toBe("ustar");
  expect(header.toString("latin1", 100, 107)).toBe("000444 ");
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(to, "00000.parquet")));
  expect(metadata.schema.slice(1, 7).map(({ name }) => name)).toEqual([
    "key",
    "url",
    "caption",
    "status",
    "error_message",
    "width",
  ]);
  const { successes } = JSON.parse(readFileSync(join(to, "00000_stats.json"), "utf8"));
  expect(successes).toBe(Number(metadata.num_rows));
});

it("says of every pair that is missing which rule, model or reviewer kept it out, and nothing of its content", async () => {
  const { to, out } = await curate("removed");
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "removed.parquet")) });
  expect(Object.keys(rows[0] ?? {})).toEqual([
    "key",
    "shard",
    "row",
    "sha256",
    "state",
    "rule",
    "model",
    "reviewers",
  ]);
  expect(rows).toHaveLength(out.pairs.removed + out.pairs.held);
  expect(rows.find(({ rule }) => rule === "exact-duplicate")?.["model"]).toBe("duplicates");
});

it("writes Hugging Face's struct of images and its footer", async () => {
  const { to } = await curate("hugging-face", "--format", "parquet");
  const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(to, "data/00000.parquet")));
  const footer = metadata.key_value_metadata?.find(({ key }) => key === "huggingface")?.value ?? "{}";
  expect(JSON.parse(footer).info.features.image).toEqual({ _type: "Image" });
  expect(metadata.schema.slice(1, 4).map(({ name }) => name)).toEqual(["image", "bytes", "path"]);
  expect(readFileSync(join(to, "README.md"), "utf8")).toMatch(/path: 'data\/\*\.parquet'/u);
});

it("lets reviewers outweigh the policy, holds what is doubtful, and subtracts a list", async () => {
  const judged = folder("judged");
  cpSync(run, judged, { recursive: true });
  const before = JSON.parse(
    (await sluice("curate", judged, "--to", folder("judged-before"), "--json", "--quiet")).stdout,
  ) as Out;
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(join(folder("judged-before"), "removed.parquet")),
  });
  const held = rows.filter(({ state }) => state === "held").map(({ key }) => String(key));
  const kept = (await pairsOf(folder("judged-before"))).map(({ key, sha256 }) => ({ key, sha256 }));
  const [one, two, three] = kept as [Pair & { sha256: string }, Pair, Pair];
  await says(judged, "ann", [
    [held[0] ?? "", "keep"],
    [one.key, "drop"],
    [two.key, "keep"],
  ]);
  await says(judged, "ben", [[two.key, "drop"]]);
  const list = folder("subtract.txt");
  writeFileSync(list, `# from a removal request\n${(kept[3] ?? one).sha256}\n${three.key}\n\n`);
  const out = JSON.parse(
    (await sluice("curate", judged, "--to", folder("judged-after"), "--subtract", list, "--json", "--quiet"))
      .stdout,
  ) as Out;
  const after = new Set((await pairsOf(folder("judged-after"))).map(({ key }) => key));
  expect(after.has(held[0] ?? "")).toBe(true);
  for (const gone of [one.key, two.key, three.key]) expect(after.has(gone), gone).toBe(false);
  const counts = Object.fromEntries(out.reasons.map(({ rule, pairs }) => [rule, pairs]));
  expect(counts).toMatchObject({ reviewer: 1, disputed: 1, subtracted: 2 });
  expect(out.pairs.written).toBe(before.pairs.written + 1 - 4);
});

async function says(to: string, reviewer: string, verdicts: readonly (readonly [string, ReviewVerdict])[]) {
  const file = await openLabelFile(to, reviewer, () => new Date(0));
  for (const [key, verdict] of verdicts)
    await file.append({
      type: "verdict",
      role: "reviewer",
      key,
      shard: key.slice(0, 5),
      row: 0,
      verdict,
      rung: 0,
      caption: false,
      seconds: 1,
      design: { strategy: "flagged", id: "flagged", stratum: null, probability: null },
      also: [],
    } as NewRecord);
  await file.close();
}

it("writes DataComp's list of uids: NumPy's u8,u8, sorted", () => {
  const npy = Buffer.from(
    subsetNpy(["ffffffffffffffff0000000000000001", "00000000000000010000000000000002"]),
  );
  expect(npy.subarray(0, 8)).toEqual(Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]));
  const start = 10 + npy.readUInt16LE(8);
  expect(start % 64).toBe(0);
  expect(npy.toString("latin1", 10, start)).toMatch(
    /'descr': \[\('f0', '<u8'\), \('f1', '<u8'\)\].*'shape': \(2,\)/u,
  );
  expect([0, 8, 16, 24].map((at) => npy.readBigUInt64LE(start + at))).toEqual([
    1n,
    2n,
    0xffffffffffffffffn,
    1n,
  ]);
});
