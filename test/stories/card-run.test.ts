import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { profiles } from "../../src/cards/choices.ts";
import { datasheet, questions } from "../../src/cards/questions/registry.ts";
import { type Card, refreshed } from "../../src/cards/source/card.ts";
import { root, sluice } from "../support/cli.ts";
import { sampleCard, shipped } from "../support/sample-card.ts";

const { folder, run, copy } = sampleCard();
const cardFile = (name: string) => join(folder(name), "cards/card.yaml");

describe("the sample's card", () => {
  it.each(profiles)("is green for %s, its facts asked again and its shards hashed again", async (profile) => {
    const { code, stdout } = await sluice("card", "check", run, "--profile", profile, "--documents", shipped);
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

  it("says that the terms it names are not there, until they are", async () => {
    const to = folder("terms");
    const render = () => sluice("card", "render", run, "--to", to, "--only", "hub");
    expect((await render()).stderr).toMatch(/README\.md names LICENSE beside it, which is not there/u);
    cpSync(join(shipped, "LICENSE"), join(to, "LICENSE"));
    expect((await render()).stderr).toBe("");
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

  it.each(["README.md", "datasheet.md", "datasheet.html", "eu-contribution.md"])(
    "audits harm in %s, beside groups, languages and sources",
    (name) => {
      const text = readFileSync(join(shipped, name), "utf8");
      for (const part of ["Harm audit", "Flags beside groups", "by language", "by source", "not looked for"])
        expect(text, part).toContain(part);
      expect(text).toMatch(/odds ratio/u);
    },
  );

  it("draws the report's own figures of what the card says: images by text, and removal by language", () => {
    const html = readFileSync(join(shipped, "datasheet.html"), "utf8");
    expect(html).toContain('aria-label="Pairs by whether image and text are flagged"');
    expect(html).toContain("Share of each group that is not kept by the policy");
    expect(readFileSync(join(shipped, "datasheet.md"), "utf8")).not.toContain("<!--figure");
  });

  it("names the licence by words where it has no page", () => {
    const { license } = JSON.parse(readFileSync(join(shipped, "croissant.json"), "utf8"));
    expect(license).toMatch(/^Captions CC0/u);
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
    const check = ["card", "check", changed, "--profile", "hub", "--no-files", "--format"];
    const noted = await sluice(...check, "github");
    expect(noted.code).toBe(3);
    const line = Number(/,line=(\d+),title=stale::P1: /u.exec(noted.stdout)?.[1]);
    expect(readFileSync(cardFile("changed"), "utf8").split("\n")[line - 1]).toBe("  P1:");
    expect(JSON.parse((await sluice(...check, "sarif")).stdout).version).toBe("2.1.0");
    expect((await sluice(...check, "junit")).stdout).toMatch(/<testsuites name="sluice card check">/u);
    expect((await sluice(...check, "xml")).code).toBe(2);
    await sluice("card", "answer", changed, "P1", "--text", "Looked at again.", "--author", "ann");
    const again = await sluice("card", "check", changed, "--profile", "hub", "--no-files");
    expect(again.stdout).not.toMatch(/^stale +P1/mu);
  });

  it("are stale as long as their evidence is another, whatever the file says", async () => {
    const forged = copy("forged");
    const file = cardFile("forged");
    await sluice("card", "init", forged, "--policy", "strict");
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("state: stale", "state: answered"));
    const { code, stdout } = await sluice("card", "check", forged, "--profile", "hub", "--no-files");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^stale +P1/mu);
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

  it.each([
    ["a number", /(any-of:[\s\S]*?k: )9/u, "$17", "any-of"],
    ["an end of an interval", /(any-of:[\s\S]*?high: )0\.\d+/u, "$10.11", "any-of"],
    ["a digest", /(pairs:[\s\S]*?digest: )(\w)/u, (_: string, head: string) => `${head}g`, "pairs"],
    ["a query", /(any-of:[\s\S]*?FROM explored)/u, "$1 WHERE false", "any-of"],
    ["a caption", /(any-of:\s+about: )pairs/u, "$1no pairs", "any-of"],
  ] as const)("is found where %s in the card was changed by hand", async (what, found, put, id) => {
    const edited = copy(what.replaceAll(" ", "-"));
    const file = join(edited, "cards/card.yaml");
    const before = readFileSync(file, "utf8");
    const after = typeof put === "string" ? before.replace(found, put) : before.replace(found, put);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
    const { code, stdout } = await sluice("card", "check", edited, "--no-files");
    expect(code).toBe(3);
    expect(stdout).toMatch(new RegExp(`^drifted +${id} `, "mu"));
  });

  it("is found where a shard came later, and one where a document is not what the card says", async () => {
    const more = folder("more");
    cpSync(join(root, "datasets/sample/shards"), more, { recursive: true });
    cpSync(join(more, "00000.tar"), join(more, "00002.tar"));
    const later = await sluice("card", "check", run, "--data", more);
    expect(later.code).toBe(3);
    expect(later.stdout).toMatch(/^drifted +00002 +the dataset has a shard that was not audited/mu);

    const rendered = copy("documents");
    const options = ["--compat", "mlcroissant", "--with-scores"];
    await sluice("card", "render", rendered, ...options);
    expect((await sluice("card", "check", rendered, "--no-files")).code).toBe(0);
    const sheet = join(rendered, "cards/datasheet.md");
    writeFileSync(sheet, readFileSync(sheet, "utf8").replace("9 | 75", "0 | 75"));
    const changed = await sluice("card", "check", rendered, "--no-files");
    expect(changed.code).toBe(3);
    expect(changed.stdout).toMatch(/^drifted +datasheet\.md/mu);
  });
});
