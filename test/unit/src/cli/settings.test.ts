import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { limitsFrom } from "../../../../src/exposure/own-limits.ts";
import { ordered } from "../../../../src/screens/explore/columns.ts";
import { sluiceIn } from "../../../support/cli.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();

/** `sluice …` of a person with these settings. */
const withSettings = (text: string, words: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const home = folder("config");
  mkdirSync(join(home, "sluice"), { recursive: true });
  writeFileSync(join(home, "sluice/config.yaml"), text);
  return sluiceIn({ cwd: folder("."), env: { XDG_CONFIG_HOME: home, ...env } }, ...words);
};

describe("a person's settings", () => {
  it("hold where neither a variable nor a flag says otherwise, and say where they come from", async () => {
    const text = "reviewer: ann\nveil: 0.05\ncolumns: [text_toxicity, language]\n";
    const env = { SLUICE_VEIL: "0.2", SLUICE_REVIEWER: "" };
    const { stdout } = await withSettings(text, ["config", "show", "--json"], env);
    const { file, settings } = JSON.parse(stdout);
    const of = (name: string) => settings.find((one: { readonly name: string }) => one.name === name);
    expect(of("reviewer")).toMatchObject({ value: "ann", origin: file });
    expect(of("veil")).toMatchObject({ value: "0.2", origin: "SLUICE_VEIL" });
    expect(of("columns")).toMatchObject({ value: "text_toxicity,language", origin: file });
    expect(of("budget")).toMatchObject({ value: null, origin: "default" });
    const shown = await withSettings(text, ["config", "show", "--origin"], env);
    expect(shown.stdout).toMatch(/^reviewer +ann +\S+config\.yaml +who judges/mu);
    // A command goes by them: its help names who reviews.
    const help = await withSettings(text, ["card", "answer", "--help"], env);
    expect(help.stdout).toContain('(default: "ann")');
  });

  it.each([
    ["veil: 7\n", /Cannot use settings ".*config\.yaml": veil wanted a number from 0 to 1, got "7"/u],
    ["vail: 0.1\n", /vail is no setting; did you mean veil\?/u],
    ["- a\n", /wanted one setting a line/u],
    ["a: [\n", /Cannot read settings/u],
  ])("that are none are refused in one line: %j", async (text, reason) => {
    const { code, stderr } = await withSettings(text, ["doctor"]);
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(reason);
  });

  it("reach limits and columns", () => {
    const env = {
      SLUICE_VEIL: "0",
      SLUICE_BUDGET: "20",
      SLUICE_JUDGE_FROM: "mosaic",
      SLUICE_START_RUNG: "scores",
    };
    expect(limitsFrom(env)).toEqual({ veil: 0, budget: 20, judgeFrom: 3, startRung: 1 });
    expect(limitsFrom({})).toEqual({});
    const columns = ["key", "caption", "language", "action"].map((name) => ({ name, kind: "text" as const }));
    expect(ordered(columns, ["language"]).map(({ name }) => name)).toEqual([
      "action",
      "key",
      "language",
      "caption",
    ]);
  });
});

describe("completion", () => {
  const said = async (shell: string) => (await sluiceIn({}, "completion", shell)).stdout;

  it("offers bash the words that may follow", async () => {
    const script = await said("bash");
    const complete = (...words: string[]) =>
      execFileSync(
        "bash",
        [
          "-c",
          `${script}\nCOMP_WORDS=(sluice ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ],
        { encoding: "utf8" },
      )
        .trim()
        .split("\n");
    expect(complete("exp")).toEqual(["explore"]);
    expect(complete("card", "an")).toEqual(["answer"]);
    expect(complete("explore", "runs/a", "--ke")).toEqual(["--keys"]);
    expect(complete("card", "answer", "runs/a", "--auth")).toEqual(["--author"]);
    // Values of a flag that takes only some; files, which the shell itself completes, where a flag or an argument takes one.
    expect(complete("explore", "runs/a", "--over", "")).toEqual(["captions", "images"]);
    expect(complete("explore", "runs/a", "--parquet", "")).toEqual([""]);
    expect(complete("explore", "")).toEqual([""]);
  });

  it("tells zsh, fish and man the same commands", async () => {
    expect(await said("zsh")).toMatch(/^#compdef sluice/u);
    expect(await said("fish")).toMatch(/-n '__fish_use_subcommand' -a topics -d 'what a run/u);
    expect(await said("fish")).toMatch(/seen_subcommand_from explore' -l over -r -f -a 'captions images'/u);
    const page = await said("man");
    expect(page).toMatch(/^\.TH SLUICE 1/u);
    expect(page).toMatch(/^\.SS sluice card answer$/mu);
  });
});
