import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScores, type Query } from "../../src/run/query.ts";
import { type Ran, root, sluice } from "../support/cli.ts";
import { digests, scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

const folder = scratchFolder();

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

describe("sluice audit sample", () => {
  it("says what it does, under --json, as one event a line on stderr", async () => {
    const events = ran.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    // The map comes before any work.
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["note", "run-started"]);
    expect(events.filter(({ type }) => type === "shard-finished")).toHaveLength(2);
    // A limit is counted before the work begins.
    const limited = await sluice("audit", "sample", "--out", folder("few"), "--limit", "50", "--json");
    const started = limited.stderr.split("\n").find((line) => line.includes("run-started")) ?? "{}";
    expect(JSON.parse(started)).toMatchObject({ shards: 2, pairs: 50 });
  });

  let ran: Ran;
  let json: Record<string, never>;
  let query: Query;
  const run = folder("sample");
  beforeAll(async () => {
    ran = await sluice("audit", "sample", "--out", run, "--workers", "2", "--json");
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
    await auditedSample(folder("one"));
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
