import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { copiesOf } from "../../../../src/evaluate/pictures/compare-sets.ts";
import { type Descriptors, openDescriptors } from "../../../../src/evaluate/pictures/descriptors.ts";
import { sameConceptAmong } from "../../../../src/evaluate/pictures/same-concept.ts";
import { readSets } from "../../../../src/evaluate/pictures/sets.ts";
import { scratchFolder } from "../../../support/run-files.ts";

const folder = scratchFolder();
const data = folder("data");
const pictures = 20;

/** In `plain` bars of 20 lengths are trained on and discs of 20 sizes held out; `twin` trains on the same discs. */
beforeAll(async () => {
  mkdirSync(data);
  const lines: string[] = [];
  const add = (file: string, split: string, style: string, concept: string, more: object = {}) =>
    lines.push(
      JSON.stringify({ file_name: file, text: `${style} ${concept}`, split, style, concept, ...more }),
    );
  for (let i = 0; i < pictures; i++) {
    const [bar, disc] = [`bar-${i}.png`, `disc-${i}.png`];
    await draw(bar, `<rect y="${2 + 2 * i}" width="${20 + 2 * i}" height="12"/>`);
    await draw(disc, `<circle cx="${12 + 2 * i}" cy="${50 - 2 * i}" r="${6 + i}"/>`);
    add(bar, "train", "plain", `bar ${i}`);
    add(disc, "test", "plain", `disc ${i}`);
    add(disc, "train", "twin", `disc ${i}`);
  }
  // Neither trained on nor asked for: of another edition, a second picture of its concept, without a concept.
  add("bar-0.png", "train", "twin", "bar 0", { edition: "other" });
  add("bar-1.png", "test", "twin", "bar 0");
  add("bar-1.png", "test", "twin", "bar 2", { skin_tones: ["dark"] });
  writeFileSync(join(data, "metadata.jsonl"), lines.join("\n"));
});

const draw = (file: string, shape: string) =>
  sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="#fff"/>${shape}</svg>`,
    ),
  )
    .png()
    .toFile(join(data, file));

let descriptors: Descriptors;
beforeAll(async () => {
  descriptors = await openDescriptors("nsfw-mobilenet-v2-mid", "icon-clip");
});
afterAll(() => descriptors.close());

it("seeks copies among all that was trained on, and measures every picture once, in one pass", async () => {
  const measured = { looked: 0, glanced: 0 };
  const counted: Descriptors = {
    ...descriptors,
    look: (some) => {
      measured.looked += some.length;
      return descriptors.look(some);
    },
    glance: (some) => {
      measured.glanced += some.length;
      return descriptors.glance(some);
    },
  };
  const { trained, unseen, searched, sameConcept, skipped } = await readSets(data, counted, {
    side: 64,
    where: new Map([["style", "plain"]]),
    selection: new Map([["edition", ""]]),
    signal: new AbortController().signal,
  });
  expect([trained.length, unseen.length, searched.length]).toEqual([pictures, pictures, 2 * pictures]);
  expect(skipped).toEqual({ broken: 0, otherwise: pictures + 3 });
  expect(measured).toEqual({ looked: 2 * pictures, glanced: pictures + 2 });

  const real = unseen.map((pair) => ({ pair, seen: pair.seen }));
  const among = copiesOf(real, searched, []);
  expect(among.byHash).toMatchObject({ k: pictures, n: pictures });
  expect(among.ratio.high).toBeLessThan(0.01);
  const withinWhere = copiesOf(
    real,
    trained.map(({ seen }) => seen),
    [],
  );
  expect(withinWhere.byHash.k).toBe(0);
  expect(withinWhere.ratio.low).toBeGreaterThan(0.1);

  // The first picture of a concept in another style counts as the same concept, whether it was trained on or not.
  expect([...sameConcept.keys()]).toEqual(["twin"]);
  expect(sameConcept.get("twin")?.size).toBe(pictures + 1);
  const bars = sameConceptAmong(sameConcept, trained);
  expect([...(bars.get("twin") ?? [])].map(([concept]) => concept)).toEqual(["bar 0"]);
  expect(bars.get("twin")?.get("bar 0")?.features).toEqual(trained[0]?.seen.features);
  expect(sameConceptAmong(sameConcept, []).size).toBe(0);
});
