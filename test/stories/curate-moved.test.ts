import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { pack as createPack } from "tar-stream";
import { beforeAll, expect, it } from "vitest";
import type { Pair } from "../../datasets/index.ts";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { pairsOf } from "../support/stored-pairs.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");

beforeAll(async () => {
  cpSync(join(root, "datasets/sample/shards"), source, { recursive: true });
  const filters = "image-basics,text-basics";
  expect((await sluice("audit", source, "--filters", filters, "--workers", "1", "--out", run)).code).toBe(4);
});

async function curate(name: string, data: string) {
  const to = folder(name);
  const ran = await sluice("curate", run, "--to", to, "--data", data, "--json", "--quiet");
  const { pairs, reasons } = JSON.parse(ran.stdout) as {
    readonly pairs: { readonly before: number };
    readonly reasons: readonly { readonly rule: string; readonly pairs: number }[];
  };
  return {
    to,
    code: ran.code,
    before: pairs.before,
    counts: new Map(reasons.map((one) => [one.rule, one.pairs])),
  };
}

it("does not write a pair whose image was swapped, names it, and ends with exit code 4", async () => {
  const swapped = await repacked("swapped", ({ row, members = [] }) => {
    const swap = (name: string) => row === 0 && /\.(?:jpe?g|png)$/u.test(name);
    return members.map(({ name, bytes }) => ({ name, bytes: swap(name) ? [...bytes, 0] : bytes }));
  });
  const { code, counts } = await curate("from-swapped", swapped);
  expect([code, counts.get("changed")]).toEqual([4, 2]);
});

it("finds every pair again where one before them is gone, and names the one that is", async () => {
  const shorter = await repacked("shorter", ({ row, members = [] }) => (row === 0 ? [] : members));
  const { to, code, before, counts } = await curate("from-shorter", shorter);
  expect([code, before, counts.get("gone"), counts.get("changed")]).toEqual([4, 75, 2, undefined]);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(join(to, "removed.parquet")) });
  const gone = rows.filter(({ rule }) => rule === "gone").map(({ key, row }) => [key, row]);
  expect(gone).toEqual([
    ["00000/000000000", 0],
    ["00001/000010000", 0],
  ]);
});

it("keeps the names of tars, which are no numbers here, keeps uids, and says who cannot load it", async () => {
  const named = await repacked("named", ({ key, members = [] }) =>
    members.map(({ name, bytes }) => {
      if (!name.endsWith(".json")) return { name, bytes };
      const uid = createHash("md5").update(key).digest("hex");
      return {
        name,
        bytes: Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(bytes).toString()), uid })),
      };
    }),
  );
  renameSync(join(named, "00000.tar"), join(named, "train-a.tar"));
  renameSync(join(named, "00001.tar"), join(named, "train-b.tar"));
  const audited = folder("named-run");
  await sluice("audit", named, "--filters", "image-basics,text-basics", "--out", audited, "--quiet");
  const to = folder("numbered");
  const ran = await sluice("curate", audited, "--to", to, "--json");
  expect(ran.code).toBe(0);
  const { pairs, shards, remarks } = JSON.parse(ran.stdout);
  expect(shards.map(({ name, files }: never) => [name, Object.keys(files)])).toEqual([
    ["train-a", ["train-a.tar", "train-a.parquet", "train-a_stats.json"]],
    ["train-b", ["train-b.tar", "train-b.parquet", "train-b_stats.json"]],
  ]);
  expect(remarks).toEqual([expect.stringMatching(/datasets cannot load these tars/u)]);
  const npy = readFileSync(join(to, "subset.npy"));
  expect(npy.length).toBe(10 + npy.readUInt16LE(8) + 16 * pairs.written);
  const events = ran.stderr.trim().split("\n");
  expect(events.length).toBeLessThan(20);
  expect(JSON.parse(events[0] ?? "")).toMatchObject({ schema: "sluice.event/1", type: "run-started" });
});

/** A copy of the source with other members. */
async function repacked(
  name: string,
  change: (
    pair: Pair,
  ) => readonly { readonly name: string; readonly bytes: Uint8Array | readonly number[] }[],
): Promise<string> {
  const to = folder(name);
  mkdirSync(to);
  for (const shard of ["00000", "00001"]) {
    const pack = createPack();
    const chunks: Buffer[] = [];
    pack.on("data", (chunk) => chunks.push(chunk as Buffer));
    for (const pair of (await pairsOf(source)).filter(({ key }) => key.startsWith(shard)))
      for (const { name: member, bytes } of change(pair)) pack.entry({ name: member }, Buffer.from(bytes));
    pack.finalize();
    await new Promise<void>((resolve) => pack.on("end", () => resolve()));
    writeFileSync(join(to, `${shard}.tar`), Buffer.concat(chunks));
  }
  return to;
}
