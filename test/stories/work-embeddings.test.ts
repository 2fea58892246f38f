import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const shards = ["00000", "00001", "00002"];
const filters = ["--filters", "text-basics,embeddings"];

beforeAll(async () => {
  mkdirSync(folder("data"));
  for (const name of shards)
    cpSync(join(root, "datasets/sample/shards/00000.tar"), join(folder("data"), `${name}.tar`));
  await sluice("audit", folder("data"), "--out", folder("whole"), ...filters, "--quiet");
});

const vectors = (run: string, shard: string) => join(folder(run), "embeddings", `${shard}.bin`);
const bytes = (run: string) => shards.map((shard) => readFileSync(vectors(run, shard)).toString("base64"));
const ownerOf = (run: string, shard: string) =>
  JSON.parse(readFileSync(vectors(run, shard), "utf8").split("\n", 1)[0] ?? "").fingerprint as string;

async function planned(name: string): Promise<string> {
  const { code, stdout } = await sluice("plan", folder("data"), "--out", folder(name), ...filters, "--quiet");
  expect([code, stdout]).toEqual([0, expect.stringContaining("text-basics, embeddings")]);
  return folder(name);
}

describe("a run that is planned with embeddings", () => {
  it("gets them from its workers as they score, the same bytes as by one audit", async () => {
    const run = await planned("worked");
    const workers = [start(["work", run, "--quiet"]), start(["work", run, "--quiet"])];
    for (const { done } of workers) expect((await done).code).toBe(0);
    // They lie there before anybody has sealed the run, and say whose they are.
    expect(shards.map((shard) => ownerOf("worked", shard).startsWith("shard "))).toEqual([true, true, true]);
    const numbers = (name: string) => bytes(name).map((text) => Buffer.from(text, "base64").subarray(512));
    expect(numbers("worked")).toEqual(numbers("whole"));
    expect((await sluice("seal", run, "--quiet")).code).toBe(4);
    expect(bytes("worked")).toEqual(bytes("whole"));
    const found = await sluice("explore", run, "--like", "a piece of fruit", "--keys");
    // Nothing is left to embed.
    expect([found.code, found.stderr]).toEqual([0, ""]);
  });

  it("gets those of shards whose worker died in between as it is sealed, by the last worker too", async () => {
    const run = await planned("sealed");
    expect((await sluice("work", run, "--quiet")).code).toBe(0);
    rmSync(vectors("sealed", "00001"));
    expect((await sluice("seal", run, "--quiet")).code).toBe(4);
    expect(bytes("sealed")).toEqual(bytes("whole"));
    const last = await planned("last");
    expect((await sluice("work", last, "--seal", "--quiet")).code).toBe(0);
    expect(bytes("last")).toEqual(bytes("whole"));
  });

  it("takes no vectors of other data that lie in its folder", async () => {
    const run = await planned("other");
    expect((await sluice("work", run, "--quiet")).code).toBe(0);
    const head = readFileSync(vectors("other", "00000"));
    head.write("0".repeat(8), head.indexOf("shard ") + 6);
    writeFileSync(vectors("other", "00000"), head);
    await sluice("seal", run, "--quiet");
    expect(bytes("other")).toEqual(bytes("whole"));
  });

  it("gets them from whoever seals where each machine had a fixed share", async () => {
    const run = folder("shares");
    for (const share of ["0/2", "1/2"])
      await sluice("audit", folder("data"), "--out", run, ...filters, "--shard", share, "--quiet");
    expect(existsSync(vectors("shares", "00000"))).toBe(false);
    await sluice("seal", run, "--quiet");
    expect(bytes("shares")).toEqual(bytes("whole"));
  });
});
