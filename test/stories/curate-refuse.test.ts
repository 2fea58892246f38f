import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Missed, playedUntilMet, root, sluice, start } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const source = folder("source");
const run = folder("run");

beforeAll(async () => {
  cpSync(join(root, "datasets/sample/shards"), source, { recursive: true });
  const filters = "image-basics,text-basics,lexicon,duplicates";
  expect((await sluice("audit", source, "--filters", filters, "--workers", "1", "--out", run)).code).toBe(4);
});

const curate = (name: string) => sluice("curate", run, "--to", folder(name), "--quiet");

describe("curate refuses, with one line and exit code 2,", () => {
  const line = (stderr: string) => stderr.trim().split("\n").length;

  it("to write over something", async () => {
    mkdirSync(folder("taken"));
    const ran = await curate("taken");
    expect([ran.code, line(ran.stderr)]).toEqual([2, 1]);
    expect(ran.stderr).toMatch(/it is there already/u);
  });

  it("to write over a whole one, but closes its books where it was killed before it could", async () => {
    expect((await curate("whole")).code).toBe(0);
    mkdirSync(folder("whole/.curate"));
    writeFileSync(folder("whole/.curate/plan.json"), "{}\n");
    const ran = await curate("whole");
    expect([ran.code, line(ran.stderr)]).toEqual([2, 1]);
    expect(existsSync(folder("whole/.curate"))).toBe(false);
  });

  it("to go on with another policy's half", async () => {
    mkdirSync(folder("half.part/.curate"), { recursive: true });
    writeFileSync(folder("half.part/.curate/plan.json"), "{}\n");
    const ran = await curate("half");
    expect([ran.code, line(ran.stderr)]).toEqual([2, 1]);
    expect(ran.stderr).toMatch(/was begun with another run/u);
  });

  it("a folder that another process writes, until it is gone", () =>
    playedUntilMet(async (before) => {
      const name = `shared-${before}`;
      const first = start(["curate", run, "--to", folder(name)]);
      await first.reaches(() => existsSync(folder(`${name}.part/.curate/plan.json`)));
      first.kill("SIGSTOP");
      if (existsSync(folder(name))) {
        first.kill("SIGKILL");
        throw new Missed("done before it was stopped");
      }
      const second = await curate(name);
      first.kill("SIGKILL");
      await first.done;
      expect([second.code, line(second.stderr)]).toEqual([2, 1]);
      expect(second.stderr).toMatch(/process \d+ on .* is writing it/u);
      expect((await curate(name)).code).toBe(0);
    }));

  it("a run that lost a shard's scores", async () => {
    const half = folder("half-run");
    cpSync(run, half, { recursive: true });
    rmSync(join(half, "scores/00001.parquet"));
    const ran = await sluice("curate", half, "--to", folder("from-half"), "--quiet");
    expect([ran.code, line(ran.stderr)]).toEqual([2, 1]);
    expect(ran.stderr).toMatch(/INCOMPLETE: [^\n]+; go on: sluice work /u);
  });

  it("a dataset that moved, and finds it with --data", async () => {
    const moved = folder("moved");
    cpSync(source, moved, { recursive: true });
    const lost = folder("lost");
    cpSync(run, lost, { recursive: true });
    const file = join(lost, "run.json");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll(source, folder("gone")));
    const first = await sluice("curate", lost, "--to", folder("from-lost"), "--quiet");
    expect([first.code, line(first.stderr)]).toEqual([2, 1]);
    expect(first.stderr).toMatch(/--data/u);
    const second = await sluice("curate", lost, "--to", folder("from-lost"), "--data", moved, "--quiet");
    expect(second.code).toBe(0);
  });

  it("an unknown format, no --to, and a list that is not there", async () => {
    for (const flags of [
      ["--to", folder("x"), "--format", "zip"],
      [],
      ["--to", folder("x"), "--subtract", folder("none")],
    ]) {
      const ran = await sluice("curate", run, ...flags);
      expect([ran.code, line(ran.stderr)], flags.join(" ")).toEqual([2, 1]);
    }
  });
});

describe("diff", () => {
  it("counts who is lost and gained, by rule, language and flagged category", async () => {
    const policy = folder("english.yaml");
    writeFileSync(
      policy,
      "name: english\nversion: 1\ndescription: English only\nrules:\n  - id: not-english\n    reason: Not English\n    when: language IS DISTINCT FROM 'en'\n    action: drop\n",
    );
    const ran = await sluice("diff", run, "--policy", "default", "--policy", policy, "--json");
    expect(ran.code).toBe(0);
    const { all, rules, groups } = JSON.parse(ran.stdout);
    const lost = rules.find((rule: { rule: string }) => rule.rule === "not-english");
    expect(lost.pairs).toBe(all.lost.k);
    const [{ by, groups: languages }] = groups;
    expect(by).toBe("language");
    const rate = (group: string) => languages.find((one: { group: string }) => one.group === group);
    expect(rate("en").lost.rate).toBe(0);
    expect(rate("unknown")).toMatchObject({ lost: { rate: 1 }, erased: true });
    expect((await sluice("diff", run, "--policy", "default", "--policy", policy)).stdout).toMatch(
      /warning: language unknown loses 100\.00 %/u,
    );
  });

  it("finds no difference between a policy and itself", async () => {
    const { all } = JSON.parse(
      (await sluice("diff", run, "--policy", "default", "--policy", "default", "--json")).stdout,
    );
    expect([all.lost.k, all.gained.k, all.n]).toEqual([0, 0, 75]);
  });

  it("compares one policy with the one that decides the run", async () => {
    const { all } = JSON.parse((await sluice("diff", run, "--policy", "default", "--json")).stdout);
    expect([all.lost.k, all.gained.k, all.n]).toEqual([0, 0, 75]);
  });

  it.each([
    [["--policy", "default", "--policy", "default", "--policy", "strict"], /wanted --policy once or twice/u],
    [["--policy", "default", "--policy", "strict", "--by", "nonsense"], /Cannot group by "nonsense"/u],
    [["--policy", "default", "--policy", "nowhere.yaml"], /nowhere\.yaml/u],
  ])("refuses %j", async (flags, said) => {
    const ran = await sluice("diff", run, ...flags);
    expect(ran.code).toBe(2);
    expect(ran.stderr.trim().split("\n")).toHaveLength(1);
    expect(ran.stderr).toMatch(said);
  });
});
