import { join } from "node:path";
import { expect, it } from "vitest";
import { enginesShown, withPlayed } from "../../docs/clusters-played.ts";
import { readPage } from "../../docs/transcripts.ts";
import { launchers } from "../../src/actions/choices.ts";
import { root } from "../support/cli.ts";
import { docBlocks } from "../support/doc-blocks.ts";

const name = "docs/clusters.md";

it("shows what each engine printed, of every launcher and both kinds of claims", () => {
  const shown = docBlocks(join(root, name)).filter(({ language, file }) => language === "text" && file);
  expect(shown.map(({ file }) => file).sort()).toEqual([...launchers, "leases", "redis"].sort());
  for (const { file, text } of shown) {
    expect(text, `${file}`).toMatch(/^\$ sluice plan data [\s\S]+\n\$ sluice (?:work|submit) /u);
    if (file !== "k8s") expect(text, `${file}`).toMatch(/sealed|webdataset: \d+ pairs/u);
    expect(text, `${file}`).not.toMatch(/\/tmp\/|\/root\//u);
  }
});

it("changes the block of the engine that was played, and nothing else", () => {
  const page = readPage(root, name);
  const played = withPlayed(page, "slurm", "$ sinfo costs $1 and $&\n");
  expect(enginesShown(played)).toEqual(enginesShown(page));
  expect(played).toContain("```text slurm\n$ sinfo costs $1 and $&\n```\n");
  const [, slurm = ""] = /^```text slurm\n([\s\S]*?)^```$/mu.exec(page) ?? [];
  expect(withPlayed(played, "slurm", slurm)).toBe(page);
  expect(() => withPlayed(page, "mesos", "")).toThrow(/no "mesos"/u);
});
