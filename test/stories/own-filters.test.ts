import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { root, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const fixtures = join(root, "test/fixtures/extensions");

/** A working folder with captions and modules of somebody's own. */
beforeAll(() => {
  mkdirSync(folder("data"), { recursive: true });
  writeFileSync(folder("data/a.captions"), "A QUIET DOG\na loud dog\nnever #fail\n123\n");
  for (const name of ["shouting.mjs", "caption-lines.mjs"]) cpSync(join(fixtures, name), folder(name));
  writeFileSync(
    folder("sluice.config.json"),
    JSON.stringify({ filters: ["text-basics", "./shouting.mjs"], formats: ["./caption-lines.mjs"] }),
  );
});

const sluice = (...words: readonly string[]) => start(words, { cwd: folder("") }).done;
const json = (path: string) => JSON.parse(readFileSync(folder(path), "utf8"));

describe("filters and formats of one's own", () => {
  it("are audited, recorded with their digests, decided by a policy, and a throw is a row's error", async () => {
    const audited = await sluice("audit", "data", "--out", "run", "--json");
    expect(audited.code, audited.stderr).toBe(4);
    const summary = JSON.parse(audited.stdout);
    expect(summary).toMatchObject({ pairs: 4, errors: 1, dataset: { format: "caption-lines" } });
    expect(summary.error_kinds).toEqual([{ name: "Cannot score with filter …: cannot read this one", n: 1 }]);
    const { inputs } = json("run/run.json");
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/u);
    expect(inputs.formatModule).toEqual({ file: "caption-lines.mjs", sha256: digest });
    expect(inputs.filters).toMatchObject([
      { id: "text-basics" },
      { id: "shouting", module: { file: "shouting.mjs", sha256: digest } },
    ]);
    expect(inputs.filters[0].module).toBeUndefined();

    const rule = { id: "loud", reason: "shouts", when: "shouts", action: "drop", needs: ["shouts"] };
    writeFileSync(
      folder("mine.yaml"),
      JSON.stringify({ name: "mine", version: 1, description: "no shouting", rules: [rule] }),
    );
    const decided = await sluice("decide", "run", "--policy", "mine.yaml", "--json");
    expect(JSON.parse(decided.stdout).rules).toMatchObject([{ id: "loud", pairs: 1 }]);
    const curated = await sluice(
      "curate",
      "run",
      "--to",
      "kept",
      "--format",
      "parquet",
      "--policy",
      "mine.yaml",
    );
    expect(curated, curated.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^4 pairs before, 3 /u),
    });
  });

  it("are named by a flag as well, and listed with their digest when named", async () => {
    const inspected = await sluice("inspect", "data");
    expect(inspected.stdout).toMatch(/^data: caption-lines, 1 shard,/u);
    const listed = await sluice("filters", "list", "--filters", "./shouting.mjs");
    expect(listed.stdout).toMatch(
      /^shouting \(needs caption\): of shouting\.mjs, SHA-256 [0-9a-f]{64}\n {2}capitals_share/mu,
    );
    const flagged = await sluice(
      "audit",
      "data",
      "--out",
      "flagged",
      "--filters",
      "./shouting.mjs",
      "--quiet",
    );
    expect(flagged.code, flagged.stderr).toBe(4);
    expect(json("flagged/run.json").inputs.filters.map(({ id }: { id: string }) => id)).toEqual(["shouting"]);
  });

  it("of another digest do not go on with a run, and are named", async () => {
    await sluice("audit", "data", "--out", "changed", "--quiet");
    appendFileSync(folder("shouting.mjs"), "// edited\n");
    const again = await sluice("audit", "data", "--out", "changed", "--quiet");
    expect(again).toMatchObject({ code: 2, stdout: "" });
    expect(again.stderr).toMatch(
      /^sluice: Cannot resume run "changed": filter "shouting" is another: shouting\.mjs with SHA-256 \w{12}… then, shouting\.mjs with SHA-256 \w{12}… now; [^\n]+\n$/u,
    );
  });

  it("that give wrong rows end the audit with their name, and leave no shard behind", async () => {
    const text = readFileSync(join(fixtures, "shouting.mjs"), "utf8");
    writeFileSync(folder("broken.mjs"), text.replace("shouts: share > 0.5", "shouts: NaN"));
    const ran = await sluice("audit", "data", "--out", "broken", "--filters", "./broken.mjs", "--quiet");
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(
      /^sluice: Cannot use filter "shouting": column "shouts", row 0: wanted bool, got a number\n$/u,
    );
    expect(existsSync(folder("broken/scores/a.parquet"))).toBe(false);
  });
});
