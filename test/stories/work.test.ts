import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Missed, playedUntilMet, root, sluice, start } from "../support/cli.ts";
import { hasRedis, type RedisServer, startRedis } from "../support/redis.ts";
import { digests, scratchFolder } from "../support/run-files.ts";
import { thorough } from "../support/thorough.ts";

const folder = scratchFolder();
const shards = 12;
const light = ["--filters", "image-basics,text-basics,duplicates"];
let whole: Record<string, string>;
let redis: RedisServer | undefined;

beforeAll(async () => {
  mkdirSync(folder("data"));
  for (let i = 0; i < shards; i++)
    cpSync(
      join(root, "datasets/sample/shards/00000.tar"),
      join(folder("data"), `${String(i).padStart(5, "0")}.tar`),
    );
  await sluice("audit", folder("data"), "--out", folder("whole"), ...light, "--workers", "1", "--quiet");
  whole = digests(folder("whole"));
  if (!hasRedis) return;
  mkdirSync(folder("redis"));
  redis = await startRedis(folder("redis"));
});
afterAll(() => redis?.kill());

async function planned(name: string, ...words: readonly string[]): Promise<string> {
  const run = folder(name);
  expect((await sluice("plan", folder("data"), "--out", run, ...light, ...words, "--quiet")).code).toBe(0);
  return run;
}

/** How often a worker is killed, and the shards that so many kills leave enough of. */
const [KILLS, MANY] = thorough ? [20, 60] : [8, 24];

/** Kills one of four workers after the other, drawn at random; a new one comes for each. */
async function killMany(run: string, words: readonly string[], of: number, seed: number) {
  const workers = Array.from({ length: 4 }, () => start(words));
  let state = seed;
  let kills = 0;
  for (; kills < KILLS && done(run) < of; kills++) {
    const before = done(run);
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const drawn = (state >>> 16) % workers.length;
    const one = workers[drawn] as ReturnType<typeof start>;
    await Promise.race([one.reaches(() => done(run) > before), one.done]).catch(() => {});
    one.kill("SIGKILL");
    workers[drawn] = start(words);
  }
  const ends = await Promise.all(workers.map((worker) => worker.done));
  // Where this process was kept from looking, the others went on to the end.
  if (kills < 3) throw new Missed(`${kills} kills of seed ${seed}`);
  return ends;
}

const done = (run: string) =>
  readdirSync(join(run, "scores")).filter((name) => name.endsWith(".parquet")).length;

describe.each([
  ["lease files", () => []],
  ["a queue on Redis", () => ["--queue", redis?.url ?? ""]],
] as const)("workers that claim by %s", (driver, queue) => {
  const run = it.skipIf(driver === "a queue on Redis" && !hasRedis);

  run(
    "may be killed at any time, and the run is the same bytes as by one process",
    async () => {
      const folderOfRun = await planned(`killed-${driver.length}`);
      const words = ["work", folderOfRun, "--workers", "1", "--lease", "2", "--quiet", ...queue()];
      const workers = [start(words), start(words)];
      for (let kills = 0; kills < 4; kills++) {
        const before = done(folderOfRun);
        const one = workers[kills % 2] as ReturnType<typeof start>;
        await Promise.race([one.reaches(() => done(folderOfRun) > before), one.done]).catch(() => {});
        one.kill("SIGKILL");
        workers[kills % 2] = start(words);
      }
      const ends = await Promise.all(workers.map((worker) => worker.done));
      expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual([
        [0, ""],
        [0, ""],
      ]);
      expect((await sluice("seal", folderOfRun, "--quiet")).code).toBe(4);
      expect(digests(folderOfRun)).toEqual(whole);
      // Nothing half written stays, and no claim.
      expect(readdirSync(join(folderOfRun, "scores"))).toHaveLength(shards);
      expect(readdirSync(join(folderOfRun, "claims"))).toEqual([]);
    },
    600_000,
  );
});

it.skipIf(!hasRedis)(
  "four workers at a queue on Redis are killed time and again, and the run is the same bytes as by one process",
  async () => {
    const [data, alone] = [folder("many"), folder("many-alone")];
    mkdirSync(data);
    for (let i = 0; i < MANY; i++)
      cpSync(join(root, "datasets/sample/shards/00000.tar"), join(data, `${String(i).padStart(5, "0")}.tar`));
    const cheap = ["--filters", "image-basics,text-basics", "--quiet"];
    await sluice("audit", data, "--out", alone, ...cheap);
    const run = await playedUntilMet(async (before) => {
      const out = folder(`many-run-${before}`);
      expect((await sluice("plan", data, "--out", out, ...cheap)).code).toBe(0);
      const words = ["work", out, "--workers", "1", "--lease", "2", "--quiet", "--queue", redis?.url ?? ""];
      const ends = await killMany(out, words, MANY, 22);
      expect(ends.map(({ code, stderr }) => [code, stderr])).toEqual(ends.map(() => [0, ""]));
      return out;
    });
    expect((await sluice("seal", run, "--quiet", "--errors-ok")).code).toBe(0);
    expect(digests(run)).toEqual(digests(alone));
  },
  900_000,
);

describe("one run on many machines", () => {
  it("is planned, incomplete and sealed, and says so, with what is missing and how to go on", async () => {
    const run = await planned("states", "--policy", "strict");
    const status = async () => JSON.parse((await sluice("status", run, "--json")).stdout);
    expect(await status()).toMatchObject({ state: "planned", done: 0, shards, workers: [] });
    const early = await sluice("seal", run, "--quiet");
    expect(early).toMatchObject({ code: 1, stdout: "" });
    expect(early.stderr).toMatch(
      /^sluice: Cannot seal run [^\n]+ 12 of 12 shards are missing \(00000, [^\n]+: sluice work [^\n]+\n$/u,
    );
    await sluice(
      "audit",
      folder("data"),
      "--out",
      run,
      ...light,
      "--workers",
      "1",
      "--shard",
      "0/3",
      "--quiet",
    );
    expect(await status()).toMatchObject({ state: "incomplete", done: 4 });
    expect((await sluice("status", run)).stdout).toMatch(
      /INCOMPLETE, 4 of 12 [\s\S]*missing: 00001, [\s\S]*next: sluice work/u,
    );
    const report = await sluice("report", run);
    expect(report.stdout).toMatch(/INCOMPLETE: 8 of 12 shards are missing/u);
    expect(readFileSync(join(run, "report.html"), "utf8")).toContain("INCOMPLETE");
    const curated = await sluice("curate", run, "--to", folder("curated"));
    expect(curated.code).toBe(2);
    expect(curated.stderr).toMatch(/INCOMPLETE: 8 of 12 shards are missing \(00001, [^\n]+: sluice work /u);
    await sluice("card", "init", run);
    const check = await sluice("card", "check", run, "--no-files");
    expect(check.stdout + check.stderr).toMatch(/standing[^\n]*INCOMPLETE: 8 of 12 shards/u);
    await sluice("card", "render", run);
    for (const name of [
      "datasheet.md",
      "datasheet.html",
      "README.md",
      "croissant.json",
      "eu-contribution.md",
    ])
      expect(readFileSync(join(run, "cards", name), "utf8"), name).toContain("INCOMPLETE");
    const worked = await sluice("work", run, "--workers", "1", "--json", "--seal");
    expect(worked.code).toBe(0);
    expect(JSON.parse(worked.stdout)).toMatchObject({ shards: 8, complete: true, sealed: true });
    expect(await status()).toMatchObject({ state: "sealed", done: 12, secondsLeft: null });
    expect((await sluice("seal", run, "--errors-ok", "--quiet")).code).toBe(0);
  });

  it("works where the data is mounted elsewhere, and refuses other data of the same names", async () => {
    const run = await planned("moved");
    cpSync(folder("data"), folder("elsewhere"), { recursive: true });
    const moved = await sluice("work", run, "--data", folder("elsewhere"), "--workers", "1", "--quiet");
    expect(moved.code).toBe(0);
    const other = folder("other");
    cpSync(folder("data"), other, { recursive: true });
    writeFileSync(join(other, "00011.tar"), readFileSync(join(root, "datasets/sample/shards/00001.tar")));
    const refused = await sluice("work", await planned("refused"), "--data", other, "--quiet");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/made with other shards/u);
    // Of the same names and sizes: what is scored already tells.
    const same = folder("same-sizes");
    cpSync(folder("data"), same, { recursive: true });
    const bytes = readFileSync(join(same, "00001.tar"));
    bytes[600] = (bytes[600] ?? 0) ^ 1;
    writeFileSync(join(same, "00001.tar"), bytes);
    rmSync(join(run, "scores/00011.parquet"));
    const changed = await sluice("work", run, "--data", same, "--workers", "1", "--quiet");
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(
      /wanted shard "00001" with SHA-256 [^\n]+ other data of the same names and sizes/u,
    );
  });

  it("refuses a worker of another version", async () => {
    const run = await planned("version");
    const file = join(run, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replace(/"sluice": "[^"]+"/u, '"sluice": "0.0.1"'));
    const refused = await sluice("work", run, "--quiet");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/sluice 0\.0\.1 planned it/u);
  });

  it("draws a sample once, for whoever works on it", async () => {
    const run = await planned("sampled", "--sample", "40", "--seed", "3");
    expect(existsSync(join(run, "drawn.json"))).toBe(true);
    const drawn = readFileSync(join(run, "drawn.json"), "utf8");
    const both = ["work", run, "--workers", "1", "--quiet"];
    await Promise.all([start(both).done, start(both).done]);
    const sealed = await sluice("seal", run, "--errors-ok", "--json", "--quiet");
    expect(JSON.parse(sealed.stdout)).toMatchObject({ pairs: 40 });
    expect(readFileSync(join(run, "drawn.json"), "utf8")).toBe(drawn);
  });
});
