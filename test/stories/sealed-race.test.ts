import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { claimsFolder } from "../../src/run/run.ts";
import { playedUntilMet, sluice, start } from "../support/cli.ts";
import { writeManyShards } from "../support/many-shards.ts";
import { digests, scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
let scored: string;
let bytes: Record<string, string>;

beforeAll(async () => {
  writeManyShards(folder("data"));
  scored = folder("scored");
  await sluice("plan", folder("data"), "--out", scored, "--filters", "text-basics,duplicates", "--quiet");
  expect((await sluice("work", scored, "--workers", "1", "--quiet")).code).toBe(0);
  const sealed = copy("sealed");
  expect((await sluice("seal", sealed, "--quiet")).code).toBe(0);
  bytes = digests(sealed);
});

function copy(name: string): string {
  cpSync(scored, folder(name), { recursive: true });
  return folder(name);
}

const names = (path: string) => (existsSync(path) ? readdirSync(path) : []);
const isIn = (path: string, text: string) => names(path).some((name) => name.includes(text));

/** Nothing is left but what one seal alone leaves. */
function expectSealed(run: string): void {
  expect(digests(run)).toEqual(bytes);
  expect(names(claimsFolder(run))).toEqual([]);
  expect(names(run).filter((name) => /\.part$|^\.duckdb-/u.test(name))).toEqual([]);
}

describe("two processes that seal one run", () => {
  it("both end well, and leave the bytes of one", async () => {
    const run = copy("two");
    const sealing = [1, 2].map(() => start(["seal", run, "--quiet"]));
    const ended = await Promise.all(sealing.map(({ done }) => done));
    for (const one of ended) expect(one).toMatchObject({ code: 0, stderr: "" });
    expectSealed(run);
  });

  /** How far the first one gets. */
  const moments: Record<string, (run: string) => boolean> = {
    "has claimed it": (run) => isIn(claimsFolder(run), "seal."),
    "packs the scores": (run) => isIn(join(run, "sealed"), ".part"),
    "has a large file": (run) => existsSync(join(run, "sealed/scores-00000.parquet")),
    "has listed the large files": (run) => existsSync(join(run, "sealed/files.json")),
    "looks for duplicates": (run) => isIn(run, "duplicates.parquet"),
    "has said that it is sealed": (run) => readFileSync(join(run, "run.json"), "utf8").includes('"sealed"'),
    "takes the shards' own files away": (run) => names(join(run, "scores")).length === 0,
  };
  for (const [what, holds] of Object.entries(moments))
    it(`one that is killed once it ${what} leaves it to the other`, () =>
      playedUntilMet(async (before) => {
        const run = copy(`killed-${what.length}-${before}`);
        const first = start(["seal", run, "--quiet"]);
        await first.reaches(() => isIn(claimsFolder(run), "seal."));
        const second = start(["seal", run, "--quiet"]);
        await first.reaches(() => holds(run));
        first.kill("SIGKILL");
        expect((await second.done).code).toBe(0);
        expectSealed(run);
      }));
});
