import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openScores } from "../../src/run/query.ts";
import { Missed, playedUntilMet, root, sluice, sluiceIn, start } from "../support/cli.ts";
import { digests, scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();

/** Copies of the sample's shards under many names: long enough to be killed in the middle. */
function manyShards(name: string, copies: number): string {
  const data = folder(name);
  for (let i = 0; i < copies; i++)
    cpSync(join(root, "datasets/sample/shards/00000.tar"), join(data, `${String(i).padStart(5, "0")}.tar`));
  return data;
}

describe("an interrupted audit", () => {
  const light = ["--filters", "image-basics,text-basics,duplicates", "--workers", "1"];

  it.each(["SIGKILL", "SIGINT"] as const)(
    "after %s resumes at the shard and ends with the same bytes",
    async (signal) => {
      const data = manyShards(`data-${signal}`, 12);
      const whole = folder(`whole-${signal}`);
      await sluice("audit", data, "--out", whole, ...light, "--quiet");
      const cut = await playedUntilMet(async (before) => {
        const out = folder(`cut-${signal}-${before}`);
        const running = start(["audit", data, "--out", out, ...light]);
        await running.reaches(() => existsSync(join(out, "scores/00000.parquet")));
        const { code, stderr } = await running.endedBy(signal);
        if (signal === "SIGINT") {
          expect(code).toBe(130);
          expect(stderr).toContain(`sluice audit ${data} --out ${out}`);
        }
        const finished = readdirSync(join(out, "scores")).filter((name) => name.endsWith(".parquet"));
        if (finished.length === 12) throw new Missed("every shard was done by then");
        return out;
      });
      await sluice("audit", data, "--out", cut, ...light, "--quiet");
      expect(digests(cut)).toEqual(digests(whole));
    },
    900_000,
  );
});

describe("parts of the work", () => {
  const light = ["--filters", "image-basics,duplicates", "--workers", "1", "--quiet"];

  it("together make the whole, by --shard, by Slurm and by Kubernetes, once they are sealed", async () => {
    const data = manyShards("data-parts", 5);
    const [whole, parts] = [folder("whole-parts"), folder("parts")];
    await sluice("audit", data, "--out", whole, ...light);
    const words = ["audit", data, "--out", parts, ...light];
    const first = await sluice(...words, "--shard", "0/3", "--json");
    // Its pairs are bad, and it did its share: a scheduler must go on.
    expect(first).toMatchObject({ code: 0 });
    expect(JSON.parse(first.stdout)).toMatchObject({ complete: false, shards: 2, failed: 4 });
    expect(first.stderr).toContain(`sluice seal ${parts}`);
    // An array that counts from 10, and one task of it alone.
    expect((await sluiceIn({ env: { SLURM_ARRAY_TASK_ID: "10" } }, ...words, "--shard", "auto/3")).code).toBe(
      0,
    );
    expect((await sluiceIn({ env: { JOB_COMPLETION_INDEX: "2" } }, ...words, "--shard", "auto/3")).code).toBe(
      0,
    );
    expect(existsSync(join(parts, "duplicates.parquet"))).toBe(false);
    const sealed = await sluice("seal", parts, "--json", "--quiet");
    expect(sealed.code).toBe(4);
    expect(digests(parts)).toEqual(digests(whole));
    const said = JSON.parse(sealed.stdout);
    expect(said).toMatchObject({ pairs: 5 * 37, complete: true, state: "sealed" });
    expect(said.parts.map(({ shards }: { readonly shards: number }) => shards).sort()).toEqual([1, 2, 2]);
  });

  it("share the shards between two processes that nobody told apart", async () => {
    const data = manyShards("data-two", 6);
    const [whole, both] = [folder("whole-two"), folder("two")];
    await sluice("audit", data, "--out", whole, ...light);
    const words = ["audit", data, "--out", both, ...light];
    const ends = await Promise.all([start(words).done, start(words).done]);
    expect(ends.map(({ code }) => code)).toEqual([4, 4]);
    expect(digests(both)).toEqual(digests(whole));
  });

  it.each([["3/3"], ["0/0"], ["x"], ["auto/2"], ["-1/2"]])("refuses --shard %s in one line", async (part) => {
    const ran = await sluice("audit", "sample", "--out", folder("never"), `--shard=${part}`);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^sluice: Cannot use --shard [^\n]+\n$/u);
  });
});

describe("less than all", () => {
  const light = ["--filters", "text-basics", "--workers", "1", "--quiet", "--json"];
  const keys = async (run: string) => {
    const query = await openScores(run);
    const rows = await query.rows<{ key: string }>("SELECT key FROM scores ORDER BY shard, row");
    query.close();
    return rows.map(({ key }) => key);
  };

  it("--limit takes the first pairs in dataset order, across shards", async () => {
    await sluice("audit", "sample", "--out", folder("all"), ...light);
    await sluice("audit", "sample", "--out", folder("limit"), "--limit", "50", ...light);
    expect(await keys(folder("limit"))).toEqual((await keys(folder("all"))).slice(0, 50));
  });

  it("--sample draws the same pairs for the same seed, and others for another", async () => {
    for (const [name, seed] of [
      ["s7", "7"],
      ["s7again", "7"],
      ["s8", "8"],
    ] as const)
      await sluice("audit", "sample", "--out", folder(name), "--sample", "20", "--seed", seed, ...light);
    const drawn = await keys(folder("s7"));
    expect(drawn).toHaveLength(20);
    expect(await keys(folder("s7again"))).toEqual(drawn);
    expect(await keys(folder("s8"))).not.toEqual(drawn);
  });
});
