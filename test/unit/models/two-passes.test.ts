import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeImage, isTrouble, openDataset } from "../../../datasets/index.ts";
import { EXACT, exactFrom, harm, type Member, panel, together } from "../../../filters/image-panel.ts";
import { type ImageClassifier, loadImageClassifier, type Pixels } from "../../../models/index.ts";
import { variedPictures } from "../../support/model-pictures.ts";

/** What decides: the sum of each model, and what they say together; with the cuts that ship. */
const judges = [
  ...panel.map(({ name, flags, sure }) => ({ name, cuts: [flags, sure], least: EXACT })),
  { name: "image_score", cuts: [0.5], least: exactFrom["image_score"] ?? EXACT },
  { name: "image_porn_agreed", cuts: [0.8], least: exactFrom["image_porn_agreed"] ?? EXACT },
];
/** `npm run bench:two-passes` asks the same of every set of pictures at hand. */
const sets = { "crops and patterns": await varied(), "the built-in sample": await sample() };

let members: readonly (ImageClassifier & Member)[] = [];

beforeAll(async () => {
  members = await Promise.all(
    panel.map(async (one) => ({
      ...one,
      ...(await loadImageClassifier(one.id, { device: "cpu", twice: true })),
    })),
  );
});
afterAll(() => Promise.all(members.map((one) => one.close())));

describe.each(Object.entries(sets))("%s in two passes", (_, pictures) => {
  it("are decided as in floats, at the cuts that ship and at those that flag 1, 5 and 20 % of them", async () => {
    const floats: (readonly Float32Array[])[] = [];
    const twice: (readonly Float32Array[])[] = [];
    for (const member of members) {
      floats.push(await member.classify(pictures));
      const rows = await member.classifyTwice(
        pictures,
        (scores) => harm(member.labels, scores) >= member.again,
      );
      twice.push(rows.map(({ scores }) => scores));
    }
    for (const [k, { name, cuts, least }] of judges.entries()) {
      const [exact, quick] = [floats, twice].map((rows) => pictures.map((_, i) => valuesOf(rows, i)[k] ?? 0));
      const sorted = [...(exact ?? [])].sort((a, b) => b - a);
      const shares = [0.01, 0.05, 0.2].map((share) => sorted[Math.floor(share * sorted.length)] ?? 1);
      // Below the first pass's own limit a policy may not cut.
      for (const cut of [...cuts, ...shares.filter((value) => value >= least)])
        expect(
          exact?.map((value) => value >= cut),
          `${name} ≥ ${cut}`,
        ).toEqual(quick?.map((value) => value >= cut));
    }
  });
});

/** What the judges say of the picture `i`. */
function valuesOf(rows: readonly (readonly Float32Array[])[], i: number): readonly number[] {
  const own = rows.map((of) => of[i] ?? new Float32Array());
  const { score, pornAgreed } = together(members, own);
  return [...members.map(({ labels }, m) => harm(labels, own[m] ?? [])), score, pornAgreed];
}

async function varied(): Promise<readonly Pixels[]> {
  return (await variedPictures()).filter((_, i) => i % 2 === 0);
}

async function sample(): Promise<readonly Pixels[]> {
  const pictures: Pixels[] = [];
  for (const shard of (await openDataset("sample")).shards)
    for await (const pair of shard.read(new AbortController().signal)) {
      if (isTrouble(pair) || !pair.image) continue;
      const { pixels } = await decodeImage(await pair.image());
      if (pixels) pictures.push(pixels);
    }
  return pictures;
}
