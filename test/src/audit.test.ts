import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScores, type Query } from "../../src/store/query.ts";
import { type Ran, root, sluice, start } from "../cli.ts";

const scratch = mkdtempSync(join(tmpdir(), "sluice-audit-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const folder = (name: string) => join(scratch, name);

interface Planted {
  readonly key: string;
  readonly kind: string;
  readonly holds: string;
  readonly needs?: readonly string[];
  readonly rules: readonly string[];
}
const planted = JSON.parse(
  readFileSync(join(root, "datasets/sample/planted.json"), "utf8"),
) as readonly Planted[];

/** SHA-256 of every file of a run except the clocks in parts/ and the command in run.json. */
function digests(run: string): Record<string, string> {
  const files = readdirSync(run, { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.(parquet|jsonl|html)$/u.test(name),
  );
  return Object.fromEntries(
    files
      .filter((name) => name !== "report.html")
      .sort()
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(run, name)))
          .digest("hex"),
      ]),
  );
}

describe("sluice audit sample", () => {
  let ran: Ran;
  let json: Record<string, never>;
  let query: Query;
  const run = folder("sample");
  beforeAll(async () => {
    ran = await sluice("audit", "sample", "--out", run, "--json");
    json = JSON.parse(ran.stdout);
    query = await openScores(run);
  });
  afterAll(() => query.close());

  it("prints one document with what it promises, and exits 4 because some pairs are broken", () => {
    expect(ran.code).toBe(4);
    expect(json).toMatchObject({
      schema: "sluice.summary/1",
      run,
      pairs: 75,
      errors: 2,
      device: "cpu",
      duplicates: { exact: 2, near: 3 },
      decisions: { policy: "default" },
    });
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(["seconds", "pairs_per_second", "rates", "decisions"]),
    );
    expect(ran.stderr).toMatch(/2\/2 shards/u);
  });

  it.each(planted.map((row) => [`${row.key} ${row.kind}`, row] as const))(
    "finds what was planted: %s",
    async (_, { key, holds, needs, rules }) => {
      const columns = await query.rows<{ column_name: string }>("DESCRIBE scores");
      const known = new Set(columns.map(({ column_name }) => column_name));
      const [row] = await query.rows<{ n: number }>(
        "SELECT count(*) AS n FROM scores WHERE key = $1::VARCHAR",
        [key],
      );
      expect(row?.n).toBe(1);
      if ((needs ?? []).every((name) => known.has(name))) {
        const [found] = await query.rows<{ holds: boolean }>(
          `SELECT (${holds}) AS holds FROM scores WHERE key = $1::VARCHAR`,
          [key],
        );
        expect(found?.holds, holds).toBe(true);
      }
      const { decisions } = json as unknown as { decisions: { file: string; skipped: { id: string }[] } };
      const [decided] = await query.rows<{ rules: string[] }>(
        `SELECT rules FROM read_parquet('${run}/${decisions.file}') WHERE key = $1::VARCHAR`,
        [key],
      );
      const fired = decided?.rules ?? [];
      const skipped = decisions.skipped.map(({ id }) => id);
      const judged = rules.filter((rule) => !skipped.includes(rule));
      if (judged.length > 0)
        expect(
          judged.some((rule) => fired.includes(rule)),
          `${JSON.stringify(fired)}`,
        ).toBe(true);
      else if (rules.length === 0) expect(fired).toEqual([]);
    },
  );

  it("writes a report that needs no network, shows no image and no toxic word in clear", () => {
    const html = readFileSync(join(run, "report.html"), "utf8");
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<(script|img|link|iframe)|\bsrc=|url\((?!#)/u);
    expect(html).toMatch(/not detected by [a-z-]+ at threshold [\d.]+ in \d+ of 75/u);
    expect(html).toContain("▒");
  });

  it("gives the same bytes with other numbers of workers", async () => {
    await sluice("audit", "sample", "--out", folder("one"), "--workers", "1", "--quiet");
    expect(digests(folder("one"))).toEqual(digests(run));
  });

  it("does nothing twice: a second audit of a finished run scores no pair and changes no byte", async () => {
    const before = digests(run);
    const again = await sluice("audit", "sample", "--out", run, "--json");
    expect(again.code).toBe(4);
    expect(digests(run)).toEqual(before);
    expect(JSON.parse(again.stdout).parts[0].pairs).toBe(75);
  });

  it("refuses to resume with other inputs, and says which", async () => {
    const other = await sluice("audit", "sample", "--out", run, "--filters", "text-basics");
    expect(other).toMatchObject({ code: 2, stdout: "" });
    expect(other.stderr).toMatch(
      /^sluice: Cannot resume run ".*": it was made with other filters; choose another --out[^\n]*\n$/mu,
    );
  });
});

/** Copies of the sample's shards under many names: long enough to be killed in the middle. */
function manyShards(name: string, copies: number): string {
  const data = folder(name);
  for (let i = 0; i < copies; i++)
    cpSync(join(root, "datasets/sample/shards/00000.tar"), join(data, `${String(i).padStart(5, "0")}.tar`));
  return data;
}

describe("an interrupted audit", () => {
  const light = ["--filters", "image-basics,text-basics,duplicates"];

  it.each(["SIGKILL", "SIGINT"] as const)(
    "after %s resumes at the shard and ends with the same bytes",
    async (signal) => {
      const data = manyShards(`data-${signal}`, 12);
      const [whole, cut] = [folder(`whole-${signal}`), folder(`cut-${signal}`)];
      await sluice("audit", data, "--out", whole, ...light, "--quiet");
      const running = start(["audit", data, "--out", cut, ...light]);
      await expect
        .poll(() => existsSync(join(cut, "scores/00001.parquet")), { timeout: 30_000, interval: 5 })
        .toBe(true);
      running.kill(signal);
      const { code, stderr } = await running.done;
      if (signal === "SIGINT") {
        expect(code).toBe(130);
        expect(stderr).toContain(`sluice audit ${data} --out ${cut}`);
      }
      const finished = readdirSync(join(cut, "scores")).filter((name) => name.endsWith(".parquet"));
      expect(finished.length).toBeLessThan(12);
      await sluice("audit", data, "--out", cut, ...light, "--quiet");
      expect(digests(cut)).toEqual(digests(whole));
    },
  );
});

describe("parts of the work", () => {
  const light = ["--filters", "image-basics,duplicates", "--quiet"];

  it("together make the whole, by --shard, by Slurm and by Kubernetes", async () => {
    const data = manyShards("data-parts", 5);
    const [whole, parts] = [folder("whole-parts"), folder("parts")];
    await sluice("audit", data, "--out", whole, ...light);
    await sluice("audit", data, "--out", parts, ...light, "--shard", "0/3");
    const words = ["audit", data, "--out", parts, ...light];
    const slurm = { SLURM_ARRAY_TASK_ID: "11", SLURM_ARRAY_TASK_MIN: "10", SLURM_ARRAY_TASK_COUNT: "3" };
    await start(words, { env: slurm }).done;
    expect(existsSync(join(parts, "duplicates.parquet"))).toBe(false);
    const last = await start([...words, "--json"], {
      env: { JOB_COMPLETION_INDEX: "2", JOB_COMPLETIONS: "3" },
    }).done;
    expect(digests(parts)).toEqual(digests(whole));
    expect(JSON.parse(last.stdout)).toMatchObject({
      pairs: 5 * 37,
      parts: [{ part: "0-of-3" }, { part: "1-of-3" }, { part: "2-of-3" }],
    });
  });

  it.each([["3/3"], ["x"], ["auto/2"], ["-1/2"]])("refuses --shard %s in one line", async (part) => {
    const ran = await sluice("audit", "sample", "--out", folder("never"), `--shard=${part}`);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^sluice: Cannot use --shard [^\n]+\n$/u);
  });
});

describe("less than all", () => {
  const light = ["--filters", "text-basics", "--quiet", "--json"];
  const keys = async (run: string) => {
    const query = await openScores(run);
    const rows = await query.rows<{ key: string }>("SELECT key FROM scores ORDER BY shard, row");
    query.close();
    return rows.map(({ key }) => key);
  };

  it("--limit takes the first pairs in dataset order, across shards", async () => {
    await sluice("audit", "sample", "--out", folder("limit"), "--limit", "50", ...light);
    expect(await keys(folder("limit"))).toEqual((await keys(folder("sample"))).slice(0, 50));
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

describe("bad input", () => {
  it("a damaged score file is named, with what to do", async () => {
    const run = folder("damaged");
    await sluice("audit", "sample", "--out", run, "--filters", "text-basics", "--quiet");
    truncateSync(join(run, "scores/00001.parquet"), 300);
    for (const command of ["report", "decide"]) {
      const ran = await sluice(command, run, "--policy", "default");
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(
        /^sluice: Cannot read scores ".*00001\.parquet": [^\n]+; delete the file and audit again[^\n]*\n$/u,
      );
    }
  });

  it.each([
    ["no such column", "nothing > 1", /rule "bad": .*nothing/u],
    ["a syntax error", "caption_length >", /rule "bad": .*syntax error/u],
    ["no boolean", "caption_length + 1", /rule "bad": must be true or false/u],
    ["a subquery", "caption IN (SELECT caption FROM scores)", /rule "bad": must judge one row/u],
    ["an escape", "true) FROM scores; COPY scores TO '/tmp/x' --", /rule "bad"/u],
    ["a file", "length(content) > 0 FROM read_text('/etc/hostname')", /rule "bad"/u],
  ])("a predicate with %s is a one-line error that names the rule", async (_, when, message) => {
    const policy = folder("bad.yaml");
    writeFileSync(
      policy,
      JSON.stringify({
        name: "mine",
        version: 1,
        description: "d",
        rules: [{ id: "bad", reason: "r", when, action: "drop" }],
      }),
    );
    const ran = await sluice("decide", folder("sample"), "--policy", policy);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(message);
    expect(ran.stderr.trimEnd()).not.toContain("\n");
  });

  it.each([
    [["audit", "/nowhere/at/all"]],
    [["audit", "sample", "--filters", "nothing"]],
    [["audit", "sample", "--limit", "many"]],
    [["audit", "sample", "--limit", "1", "--sample", "1"]],
    [["audit", "sample", "--device", "abacus"]],
    [["audit", "sample", "--policy", "nothing"]],
    [["audit"]],
    [["report", "/nowhere"]],
    [["frobnicate"]],
    [["audit", "sample", "--frobnicate"]],
  ])("sluice %j is one line and exit code 2", async (words) => {
    const ran = await sluice(
      ...words,
      ...(words[0] === "audit" && words[1] ? ["--out", folder("never")] : []),
    );
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/^sluice: [^\n]+\n$/u);
    expect(existsSync(folder("never"))).toBe(false);
  });
});
