import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Card } from "../../src/cards/source/card.ts";
import { renderHtml } from "../../src/documents/html.ts";
import { root, sluice } from "../support/cli.ts";
import { sampleCard, shipped } from "../support/sample-card.ts";

const { folder, run, copy } = sampleCard();

describe("refuses with one line and exit code 2", () => {
  it.each([
    ["merge conflicts", (text: string) => `<<<<<<< ours\n${text}`, /merge conflict at line 1/u],
    [
      "an answer to no question",
      (text: string) => text.replace(/^ {2}M1:/mu, "  M99:"),
      /answers\.M99: there is no such question/u,
    ],
    [
      "an answer to a model's question",
      (text: string) => text.replace(/^ {2}M1:/mu, "  X1:"),
      /answers\.X1: there is no such question/u,
    ],
    [
      "a field of another kind",
      (text: string) => text.replace("state: answered", "state: perhaps"),
      /state/u,
    ],
  ])("%s, and overwrites nothing", async (name, damage, said) => {
    const damaged = copy(name.replaceAll(" ", "-"));
    const file = join(damaged, "cards/card.yaml");
    writeFileSync(file, damage(readFileSync(file, "utf8")));
    const before = readFileSync(file, "utf8");
    for (const words of [["init"], ["check"], ["render"], ["answer", "M2", "--text", "x"]]) {
      const [verb = "", ...rest] = words;
      const { code, stderr } = await sluice("card", verb, damaged, ...rest);
      expect([code, stderr.trim().split("\n").length], verb).toEqual([2, 1]);
      expect(stderr).toMatch(said);
    }
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  it("an unknown question, no words, no card, an unknown document", async () => {
    for (const words of [
      ["answer", run, "Z9", "--text", "x"],
      ["answer", run, "X1", "--text", "a model's question"],
      ["answer", run, "M1", "--text", " "],
      ["answer", run, "M1"],
      ["check", folder("none")],
      ["render", run, "--only", "poem"],
    ]) {
      const { code, stderr } = await sluice("card", ...words);
      expect([code, stderr.trim().split("\n").length], words.join(" ")).toEqual([2, 1]);
    }
  });
});

it("compares two versions, and lists what a holder of a copy must take out", async () => {
  const curated = folder("curated");
  expect((await sluice("curate", run, "--to", curated, "--quiet")).code).toBe(0);
  const second = folder("second");
  await sluice("audit", curated, "--out", second);
  await sluice("card", "init", second);
  const list = folder("subtract.txt");
  const { stdout } = await sluice("card", "diff", run, second, "--subtract", list, "--json");
  const delta = JSON.parse(stdout);
  expect(delta.pairs).toEqual({ before: 75, after: 55 });
  expect([delta.removed, delta.added]).toEqual([20, 0]);
  expect(delta.reasons.length).toBeGreaterThan(3);
  const tested = (delta.rates as readonly { readonly p: number }[]).map(({ p }) => p);
  expect(tested.every((p) => p > 0 && p <= 1)).toBe(true);
  // The older card's answers are not in the newer one; the models are the same.
  expect(delta.answers.length).toBeGreaterThan(50);
  expect(delta.models).toEqual([]);
  const comment = (await sluice("card", "diff", run, second, "--format", "md")).stdout;
  expect(comment).toMatch(/^### What changed in this dataset\n\n75 pairs before, 55 after: 20 removed/u);
  expect(comment).toMatch(/^\| text_toxicity ≥ [\d.]+ \| .* \| .* \| [\d.e-]+ \|$/mu);
  expect(comment).toMatch(/^\| answer \| M1 \| answered: .* \| not there \|$/mu);
  const out = folder("subtracted");
  const again = await sluice(
    "curate",
    run,
    "--to",
    out,
    "--subtract",
    list,
    "--include-unreviewed",
    "--json",
    "--quiet",
  );
  expect(JSON.parse(again.stdout).pairs.written).toBe(55);
});

it.each([
  ["<script>alert(1)</script>", "&lt;script&gt;"],
  ["a <b onclick=x>y</b>", "&lt;b onclick=x&gt;"],
  ["[a](javascript:alert(1))", "<p>a</p>"],
  ["![i](http://example.org/y.png)", "i (http://example.org/y.png)"],
])("shows what people wrote, and obeys none of it: %s", (written, shown) => {
  const card = parse(readFileSync(join(shipped, "card.yaml"), "utf8")) as Card;
  const page = renderHtml(written, card);
  expect(page).not.toMatch(/<script|<b |href="javascript|<img/u);
  expect(page).toContain(shown);
});

it("names the scores in Croissant as a record set of their own, and stays valid", async () => {
  const to = folder("scored");
  await sluice("card", "render", run, "--to", to, "--only", "croissant", "--with-scores");
  const document = JSON.parse(readFileSync(join(to, "croissant.json"), "utf8"));
  const scores = document.recordSet.find((set: { "@id": string }) => set["@id"] === "scores-0");
  const fields = scores.field.map(
    (field: { source: { extract: { column: string } } }) => field.source.extract.column,
  );
  expect(fields).toContain("text_toxicity");
  expect(document.distribution.map((file: { "@id": string }) => file["@id"])).toContain(
    "scores/00001.parquet",
  );
  const { findings } = JSON.parse(
    (await sluice("card", "validate", join(to, "croissant.json"), "--json")).stdout,
  );
  expect(findings.filter((finding: { class: string }) => finding.class !== "reference")).toEqual([]);
});

const alt = join(root, "../shared/data/pairs/docs-alt-text");
it.skipIf(!existsSync(alt))("documents a set of real alt texts", async () => {
  const real = folder("real");
  await sluice("audit", alt, "--out", real, "--filters", "image-basics,text-basics,lexicon,duplicates");
  expect((await sluice("card", "init", real)).code).toBe(0);
  const checked = await sluice("card", "check", real, "--profile", "hub");
  expect(checked.code).toBe(3);
  expect(checked.stdout).not.toMatch(/^drifted/mu);
  expect((await sluice("card", "render", real, "--only", "hub,eu,datasheet")).code).toBe(0);
  expect((await sluice("card", "validate", join(real, "cards/README.md"))).code).toBe(0);
});
