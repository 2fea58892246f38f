import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { profiles } from "../../src/cards/questions/question.ts";
import { datasheet, questions } from "../../src/cards/questions/registry.ts";
import { type Card, refreshed } from "../../src/cards/source/card.ts";
import { root, sluice } from "../cli.ts";
import { scratchFolder } from "./run-files.ts";

const folder = scratchFolder();
const shipped = join(root, "datasets/sample/card");
const run = folder("run");
const cardFile = (name: string) => join(folder(name), "cards/card.yaml");

beforeAll(async () => {
  expect((await sluice("audit", "sample", "--out", run)).code).toBe(4);
  mkdirSync(join(run, "cards"));
  cpSync(join(shipped, "card.yaml"), join(run, "cards/card.yaml"));
});

function copy(name: string): string {
  cpSync(run, folder(name), { recursive: true });
  return folder(name);
}

describe("the sample's card", () => {
  it.each(profiles)("is green for %s, its facts asked again and its shards hashed again", async (profile) => {
    const { code, stdout } = await sluice("card", "check", run, "--profile", profile);
    expect(stdout).toMatch(new RegExp(`^green for ${profile}`, "mu"));
    expect(code).toBe(0);
  });

  it("renders to the bytes that lie beside it", async () => {
    const to = folder("rendered");
    expect((await sluice("card", "render", run, "--to", to)).code).toBe(0);
    const names = readdirSync(to).sort();
    expect(names).toEqual([
      "README.md",
      "croissant.json",
      "datasheet.html",
      "datasheet.md",
      "eu-contribution.md",
    ]);
    for (const name of names)
      expect(readFileSync(join(to, name), "utf8"), name).toBe(readFileSync(join(shipped, name), "utf8"));
  });

  it.each(["README.md", "croissant.json"])("is valid as %s", async (name) => {
    const { code, stdout } = await sluice("card", "validate", join(shipped, name), "--json");
    const { findings } = JSON.parse(stdout) as { findings: { class: string }[] };
    expect(findings.filter((finding) => finding.class !== "reference")).toEqual([]);
    expect(code).toBe(0);
  });

  it("shows no caption of the dataset in any document", () => {
    const pairs: { caption?: string | null }[] = JSON.parse(
      readFileSync(join(root, "datasets/sample/pairs.json"), "utf8"),
    );
    const captions = pairs.flatMap(({ caption }) => ((caption ?? "").length > 20 ? [caption ?? ""] : []));
    expect(captions.length).toBeGreaterThan(30);
    for (const name of readdirSync(shipped)) {
      const text = readFileSync(join(shipped, name), "utf8");
      expect(
        captions.filter((caption) => text.includes(caption)),
        name,
      ).toEqual([]);
    }
  });

  it("adds mlcroissant's misspelt keys only when asked", async () => {
    const to = folder("compat");
    await sluice("card", "render", run, "--to", to, "--only", "croissant", "--compat", "mlcroissant");
    const keys = Object.keys(JSON.parse(readFileSync(join(to, "croissant.json"), "utf8")));
    expect(keys).toContain("rai:dataDataManipulationProtocol");
    expect(keys).toContain("rai:dataManipulationProtocol");
    expect(readFileSync(join(shipped, "croissant.json"), "utf8")).not.toMatch(/dataDataManipulation/u);
  });
});

describe("answers", () => {
  it("turn stale when their evidence changes, and only those", () => {
    const card = parse(readFileSync(join(shipped, "card.yaml"), "utf8")) as Card;
    const pairs = { ...(card.facts["duplicates"] as Card["facts"][string]), digest: "another" };
    const next = refreshed(card, "default", { ...card.facts, duplicates: pairs });
    const stale = Object.keys(next.answers).filter((id) => next.answers[id]?.state === "stale");
    const beside = questions.filter(({ evidence }) => evidence.includes("duplicates")).map(({ id }) => id);
    expect(stale.sort()).toEqual(beside.filter((id) => card.answers[id]).sort());
    expect(next.answers["C9"]?.text).toBe(card.answers["C9"]?.text);
  });

  it("survive another policy, and the check names those it made stale", async () => {
    const changed = copy("changed");
    const { stdout } = await sluice("card", "init", changed, "--policy", "strict");
    expect(stdout).toMatch(/stale, since their evidence changed: .*P1/u);
    const checked = await sluice("card", "check", changed, "--profile", "hub", "--no-files");
    expect(checked.code).toBe(3);
    expect(checked.stdout).toMatch(/^stale +P1/mu);
    await sluice("card", "answer", changed, "P1", "--text", "Looked at again.", "--author", "ann");
    const again = await sluice("card", "check", changed, "--profile", "hub", "--no-files");
    expect(again.stdout).not.toMatch(/^stale +P1/mu);
  });

  it("are written with state, author, date and evidence", async () => {
    const written = copy("written");
    await sluice(
      "card",
      "answer",
      written,
      "N2",
      "--state",
      "withheld",
      "--text",
      "Not public.",
      "--author",
      "ann",
      "--date",
      "2026-01-02",
    );
    const card = parse(readFileSync(cardFile("written"), "utf8")) as Card;
    expect(card.answers["N2"]).toMatchObject({
      state: "withheld",
      text: "Not public.",
      author: "ann",
      date: "2026-01-02",
    });
    expect(card.answers["N2"]?.evidence).toMatch(/^[0-9a-f]{64}$/u);
  });

  it("take the 57 questions of a datasheet and the title page's", () => {
    expect(datasheet).toHaveLength(57);
    expect(new Set(questions.map(({ id }) => id)).size).toBe(questions.length);
  });
});

describe("drift", () => {
  it("is found where one image was swapped in a shard", async () => {
    const shards = folder("shards");
    cpSync(join(root, "datasets/sample/shards"), shards, { recursive: true });
    const tar = join(shards, "00000.tar");
    const bytes = readFileSync(tar);
    // One byte in the middle of the first image.
    bytes[512 + 4000] = (bytes[512 + 4000] ?? 0) ^ 1;
    writeFileSync(tar, bytes);
    const { code, stdout } = await sluice("card", "check", run, "--profile", "hub", "--data", shards);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^drifted +00000 +the shard no longer holds what was audited/mu);
  });

  it("is found where a number in the card was changed by hand", async () => {
    const edited = copy("edited");
    const text = readFileSync(cardFile("edited"), "utf8");
    const card = parse(text) as Card;
    const digest = card.facts["pairs"]?.digest ?? "";
    writeFileSync(
      cardFile("edited"),
      text.replace(
        digest,
        digest.replace(/^./u, (letter) => (letter === "0" ? "1" : "0")),
      ),
    );
    const { code, stdout } = await sluice("card", "check", edited, "--no-files");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^drifted +pairs/mu);
  });
});
