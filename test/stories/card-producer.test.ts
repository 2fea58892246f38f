import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import type { Card } from "../../src/cards/source/card.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const [source, run] = [folder("source"), folder("run")];
let facts: Card["facts"] = {};

/** Of 24 captions with an address or without, of which the producer calls every fourth unsafe. */
beforeAll(async () => {
  mkdirSync(source);
  const rows = Array.from({ length: 24 }, (_, i) => ({
    url: `https://example.org/${i}.jpg`,
    caption: i < 6 ? "a damn bloody hell of a mess" : `a photograph of barn number ${i}`,
    NSFW: i % 4 === 0 ? "NSFW" : i % 4 === 1 ? "UNSURE" : "UNLIKELY",
    similarity: 0.2 + i / 100,
  }));
  writeFileSync(join(source, "rows.jsonl"), rows.map((row) => JSON.stringify(row)).join("\n"));
  const audited = await sluice("audit", source, "--out", run, "--filters", "text-basics,lexicon", "--quiet");
  expect(audited.code, audited.stderr).toBe(0);
  expect((await sluice("card", "init", run)).code).toBe(0);
  facts = parse(readFileSync(join(run, "cards/card.yaml"), "utf8")).facts;
});

it("a card sets the producer's flags beside ours, with their agreement and a queue of the pairs on which they differ", async () => {
  const [row] = facts["producer-agreement"]?.result ?? [];
  expect(row).toMatchObject({ producer: "source_nsfw is NSFW" });
  const cell = (name: string) => Number(row?.[name]);
  expect(cell("both") + cell("producer_alone")).toBe(6);
  expect(cell("both") + cell("producer_alone") + cell("ours_alone") + cell("neither")).toBe(24);
  const differ = cell("producer_alone") + cell("ours_alone");
  const listed = await sluice("explore", run, "--where", String(row?.["queue"]), "--json");
  expect(listed.code, listed.stderr).toBe(0);
  expect((JSON.parse(listed.stdout) as { readonly pairs: unknown[] }).pairs).toHaveLength(differ);
});

it("a card says what each flag leaves behind, and how the producer's scores are spread", () => {
  const leaves = facts["producer-leaves"]?.result ?? [];
  expect(leaves.find(({ left_by }) => left_by === "not source_nsfw is NSFW")).toMatchObject({ n: 18 });
  expect(leaves.find(({ left_by }) => left_by === "the policy")).toMatchObject({
    flagged: "source_nsfw is NSFW",
  });
  const bars = facts["producer-scores"]?.result ?? [];
  expect(bars).toHaveLength(10);
  expect(bars.reduce((sum, { n }) => sum + Number(n), 0)).toBe(24);
  expect(bars[0]).toMatchObject({ score: "source_similarity", from: 0.2 });
});

it("the card's check asks all of it again", async () => {
  const { stdout } = await sluice("card", "check", run, "--no-files", "--json");
  const { lacks } = JSON.parse(stdout) as { readonly lacks: readonly { readonly kind: string }[] };
  expect(lacks.filter(({ kind }) => kind !== "missing")).toEqual([]);
});
