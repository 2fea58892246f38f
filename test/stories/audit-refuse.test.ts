import { existsSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();

describe("bad input", () => {
  beforeAll(async () => {
    await sluice("audit", "sample", "--out", folder("sample"), "--filters", "text-basics", "--quiet");
  });

  it("a damaged score file is named, with what to do", async () => {
    const run = folder("damaged");
    await sluice("audit", "sample", "--out", run, "--filters", "text-basics", "--quiet");
    truncateSync(join(run, "scores/00001.parquet"), 300);
    for (const command of ["report", "decide"]) {
      const ran = await sluice(command, run, "--policy", "default");
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(
        /^sluice: Cannot read scores ".*00001\.parquet": [^\n]+; audit again to redo that shard\n$/u,
      );
    }
  });

  it.each([
    ["no such column", "nothing > 1", /rule "bad": .*nothing/u],
    ["a syntax error", "caption_length >", /rule "bad": something is missing after ">"/u],
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
