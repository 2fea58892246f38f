import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { beforeAll, describe, expect, it } from "vitest";
import { openScores, readRun, shardFacts } from "../../src/library/run.ts";
import { manifestColumns } from "../../src/run/file-columns.ts";
import { runFileSchema, sealedListSchema, shardLineSchema } from "../../src/run/format.ts";
import { packScores } from "../../src/run/pack.ts";
import { sluice, start } from "../support/cli.ts";
import { MANY, writeManyShards } from "../support/many-shards.ts";
import { digests, scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const light = ["--filters", "text-basics,lexicon"];
/** Every shard is scored, and nobody has sealed. */
let scored: string;
/** The same run, sealed. */
let sealed: string;
let bytes: Record<string, string>;

beforeAll(async () => {
  writeManyShards(folder("data"));
  scored = folder("scored");
  sealed = folder("sealed");
  await sluice("plan", folder("data"), "--out", scored, ...light, "--quiet");
  expect((await sluice("work", scored, "--workers", "1", "--quiet")).code).toBe(0);
  cpSync(scored, sealed, { recursive: true });
  expect((await sluice("seal", sealed, "--quiet")).code).toBe(0);
  bytes = digests(sealed);
});

async function rowsOf(run: string): Promise<readonly unknown[]> {
  const query = await openScores(run);
  try {
    return await query.rows("SELECT * FROM scores ORDER BY shard, row");
  } finally {
    query.close();
  }
}

const own = (run: string) => readdirSync(join(run, "scores"));
const runJson = (run: string) => JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
const seal = (run: string) => sluice("seal", run, "--quiet");
const statusOf = async (run: string) => JSON.parse((await sluice("status", run, "--json")).stdout);

function copyOf(run: string, name: string): string {
  cpSync(run, folder(name), { recursive: true });
  return folder(name);
}

describe("a run of many shards, sealed", () => {
  it("has few large files with the same rows and facts, and a run.json that does not grow", async () => {
    expect(own(scored)).toHaveLength(MANY);
    expect(own(sealed)).toEqual([]);
    expect(readdirSync(join(sealed, "sealed")).sort()).toEqual(["files.json", "scores-00000.parquet"]);
    expect(await rowsOf(sealed)).toEqual(await rowsOf(scored));
    expect(await shardFacts(sealed)).toEqual(await shardFacts(scored));
    expect(runJson(scored)).toMatchObject({ schema: "sluice.run/2", scoresIn: "scores" });
    expect(runJson(sealed)).toMatchObject({ schema: "sluice.run/2", scoresIn: "sealed" });
    expect(runJson(sealed).inputs).not.toHaveProperty("shards");
    expect((await readRun(sealed)).inputs.shards).toHaveLength(MANY);
    expect(await statusOf(sealed)).toMatchObject({ state: "sealed", done: MANY, missing: [] });
  });

  it("is as docs/run-format.md says", async () => {
    for (const run of [scored, sealed]) expect(runFileSchema.parse(runJson(run))).toEqual(runJson(run));
    for (const line of readFileSync(join(sealed, "shards.jsonl"), "utf8").trim().split("\n"))
      expect(shardLineSchema.parse(JSON.parse(line))).toEqual(JSON.parse(line));
    const list = JSON.parse(readFileSync(join(sealed, "sealed/files.json"), "utf8"));
    expect(sealedListSchema.parse(list)).toEqual(list);
    const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(join(sealed, "shards.parquet")));
    const names = schema.slice(1).map(({ name }) => name);
    const range = names.filter((name) => /^(?:min|max)_/u.test(name));
    expect(range).toContain("max_caption_length");
    expect(new Set(names)).toEqual(new Set([...manifestColumns.map(({ name }) => name), ...range]));
  });

  it("is worked on, sealed and audited again without a change", async () => {
    const run = copyOf(sealed, "again");
    expect((await sluice("work", run, "--quiet")).code).toBe(0);
    expect((await seal(run)).code).toBe(0);
    expect((await sluice("audit", folder("data"), "--out", run, ...light, "--quiet")).code).toBe(0);
    expect(digests(run)).toEqual(bytes);
  });

  it("is reported, compared, listed, curated and described as any other", async () => {
    const run = copyOf(sealed, "used");
    expect(await sluice("report", run)).toMatchObject({ code: 0, stderr: "" });
    expect(
      await sluice("diff", run, ...["strict", "default"].flatMap((name) => ["--policy", name]), "--json"),
    ).toMatchObject({
      code: 0,
      stderr: "",
    });
    const curated = await sluice("curate", run, "--to", folder("curated"), "--quiet");
    expect(curated).toMatchObject({ code: 0, stderr: "" });
    expect((await sluice("curate", "--check", folder("curated"), "--quiet")).code).toBe(0);
    expect((await sluice("card", "init", run)).code).toBe(0);
    const listed = await sluice("explore", run, "--where", "row = 2", "--keys");
    expect(listed.stdout.trim().split("\n")).toHaveLength(MANY);
  });
});

describe("sealing may be killed at any point", () => {
  const before: Record<string, (run: string) => void> = {
    "while a large file is written": (run) =>
      writeFileSync(join(run, "sealed/scores-00000.parquet.1.part"), "PAR1"),
    "before the large files are listed": (run) =>
      cpSync(join(sealed, "sealed/scores-00000.parquet"), join(run, "sealed/scores-00000.parquet")),
    "before run.json says so": (run) => {
      cpSync(join(sealed, "sealed"), join(run, "sealed"), { recursive: true });
      cpSync(join(sealed, "shards.parquet"), join(run, "shards.parquet"));
    },
    "while the shards' own files go away": (run) => {
      cpSync(sealed, run, { recursive: true });
      for (const name of own(run).slice(7)) rmSync(join(run, "scores", name));
    },
  };
  for (const [when, make] of Object.entries(before))
    it(`${when}: the run is read whole, and sealed next time`, async () => {
      const run = copyOf(scored, `killed-${when.length}`);
      mkdirSync(join(run, "sealed"));
      make(run);
      expect(await rowsOf(run)).toHaveLength(3 * MANY);
      expect((await statusOf(run)).missing).toEqual([]);
      expect((await seal(run)).code).toBe(0);
      expect(digests(run)).toEqual(bytes);
      expect(readdirSync(join(run, "sealed")).filter((name) => name.endsWith(".part"))).toEqual([]);
    });

  it("by SIGKILL as soon as it has listed them, too", async () => {
    const run = copyOf(scored, "killed");
    const sealing = start(["seal", run, "--quiet"]);
    await sealing.reaches(() => existsSync(join(run, "sealed/files.json")));
    sealing.kill("SIGKILL");
    await sealing.done;
    expect(await rowsOf(run)).toHaveLength(3 * MANY);
    expect((await seal(run)).code).toBe(0);
    expect(digests(run)).toEqual(bytes);
  });
});

describe("a large file that is damaged", () => {
  it("is set aside, its shards are scored again, and the bytes are the same", async () => {
    const run = copyOf(sealed, "damaged");
    truncateSync(join(run, "sealed/scores-00000.parquet"), 1000);
    expect((await seal(run)).code).toBe(1);
    expect((await statusOf(run)).missing).toHaveLength(MANY);
    expect((await sluice("work", run, "--workers", "1", "--quiet")).code).toBe(0);
    expect(await rowsOf(run)).toHaveLength(3 * MANY);
    expect((await seal(run)).code).toBe(0);
    const { "sealed/scores-00000.parquet.damaged": _, ...others } = digests(run);
    expect(others).toEqual(bytes);
  });

  it.each(["sealed/files.json", "shards.parquet"])("of %s is made anew by seal", async (file) => {
    const run = copyOf(sealed, `mended-${file.length}`);
    writeFileSync(join(run, file), "{");
    expect((await seal(run)).code).toBe(0);
    expect(digests(run)).toEqual(bytes);
    expect(await rowsOf(run)).toHaveLength(3 * MANY);
  });
});

describe("of several large files", () => {
  /** Packed into more than three, listed, and not yet taken out of `scores/`. */
  async function inSeveral(name: string): Promise<string> {
    const run = copyOf(scored, name);
    await packScores(run, await readRun(run), 100_000);
    expect(readdirSync(join(run, "sealed")).length).toBeGreaterThan(4);
    return run;
  }

  it("the first that a stopped seal wrote hides no shard, whoever comes next", async () => {
    const run = await inSeveral("half");
    for (const name of readdirSync(join(run, "sealed")))
      if (name !== "scores-00000.parquet") rmSync(join(run, "sealed", name));
    rmSync(join(run, "shards.parquet"));
    expect((await sluice("plan", folder("data"), "--out", run, ...light, "--quiet")).code).toBe(0);
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
    expect(await shardFacts(run)).toHaveLength(MANY);
    expect((await seal(run)).code).toBe(0);
    expect(own(run)).toEqual([]);
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
  });

  it("one that was damaged is packed anew once its shards are scored again, without the manifest too", async () => {
    const run = await inSeveral("one-lost");
    expect((await seal(run)).code).toBe(0);
    truncateSync(join(run, "sealed/scores-00001.parquet"), 1000);
    writeFileSync(join(run, "shards.parquet"), "{");
    expect((await seal(run)).code).toBe(1);
    expect((await sluice("work", run, "--workers", "1", "--quiet")).code).toBe(0);
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
    expect((await seal(run)).code).toBe(0);
    expect(own(run)).toEqual([]);
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
    expect(await shardFacts(run)).toEqual(await shardFacts(scored));
  });

  it("all that are lost are made anew, as run.json says", async () => {
    const run = copyOf(scored, "all-lost");
    cpSync(join(sealed, "run.json"), join(run, "run.json"));
    expect((await seal(run)).code).toBe(0);
    expect(own(run)).toEqual([]);
    expect(digests(run)["sealed/scores-00000.parquet"]).toBe(bytes["sealed/scores-00000.parquet"]);
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
  });

  it("one that another wrote first under its name is listed as what it holds", async () => {
    const run = await inSeveral("foreign");
    const first = readFileSync(join(run, "sealed/scores-00001.parquet"));
    for (const name of readdirSync(join(run, "sealed"))) rmSync(join(run, "sealed", name));
    const packing = packScores(run, await readRun(run), 512_000_000);
    writeFileSync(join(run, "sealed/scores-00000.parquet"), first);
    await packing;
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
    expect(await shardFacts(run)).toHaveLength(MANY);
  });
});

describe("packing", () => {
  it("fills files up to their size, in order, with the smallest and largest values of each shard", async () => {
    const run = copyOf(scored, "packed");
    await packScores(run, await readRun(run), 100_000);
    const files = JSON.parse(readFileSync(join(run, "sealed/files.json"), "utf8")).files;
    expect(files.length).toBeGreaterThan(3);
    expect(files.flatMap(({ shards }: { shards: string[] }) => shards)).toEqual(
      (await readRun(run)).inputs.shards.map(({ name }) => name),
    );
    expect(await rowsOf(run)).toEqual(await rowsOf(scored));
    const query = await openScores(run);
    const [wrong] = await query.rows<{ n: number }>(`SELECT count(*) AS n FROM (
        SELECT shard, min(caption_words) AS a, max(caption_words) AS z FROM scores GROUP BY shard
      ) s FULL JOIN read_parquet('${run}/shards.parquet') m ON m.name = s.shard
      WHERE m.min_caption_words IS DISTINCT FROM s.a OR m.max_caption_words IS DISTINCT FROM s.z OR m.pairs <> 3`);
    query.close();
    expect(wrong?.n).toBe(0);
  });
});
