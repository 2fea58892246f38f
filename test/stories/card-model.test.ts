import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";

const folder = scratchFolder();
const shipped = [
  "text-toxicity",
  "nsfw-mobilenet-v2",
  "nsfw-mobilenet-v2-mid",
  "nsfw-inception-v3",
  "illustrator",
];

function copy(id: string, name: string): string {
  cpSync(join(root, "models", id), folder(name), { recursive: true });
  return folder(name);
}

describe.each(shipped)("the card of %s", (id) => {
  it("is green, its weights hashed again, and renders to the bytes that lie beside it", async () => {
    const model = join(root, "models", id);
    for (const profile of ["internal", "hub"]) {
      const { code, stdout } = await sluice("card", "check", model, "--profile", profile);
      expect(stdout).toMatch(/^green/u);
      expect(code).toBe(0);
    }
    await sluice("card", "render", model, "--to", folder(`rendered-${id}`));
    expect(readFileSync(join(folder(`rendered-${id}`), "model-card.md"), "utf8")).toBe(
      readFileSync(join(model, "cards/model-card.md"), "utf8"),
    );
  });
});

it("is no longer green once a file of the model is another", async () => {
  const model = copy("nsfw-mobilenet-v2", "changed");
  appendFileSync(join(model, "model.onnx"), "x");
  const { code, stdout } = await sluice("card", "check", model, "--profile", "hub");
  expect(code).toBe(3);
  expect(stdout).toMatch(/^drifted +files/mu);
  const again = await sluice("card", "init", model);
  expect(again.stdout).toMatch(/stale, since their evidence changed: X2/u);
});

it("goes stale where the evaluation changes, and names a manifest that is damaged", async () => {
  const model = copy("text-toxicity", "evaluated");
  const file = join(model, "evaluation/evaluation.json");
  const evaluation = JSON.parse(readFileSync(file, "utf8"));
  evaluation.labels[0].positives = 1;
  writeFileSync(file, JSON.stringify(evaluation));
  expect((await sluice("card", "init", model)).stdout).toMatch(/stale.*X7.*X9/u);
  writeFileSync(join(model, "model.json"), "{");
  const { code, stderr } = await sluice("card", "check", model);
  expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
  expect(stderr).toMatch(/model\.json/u);
});

describe("the card of a cascade", () => {
  const model = join(root, "models/illustrator");
  const evaluation = JSON.parse(readFileSync(join(model, "evaluation/evaluation.json"), "utf8"));
  const card = readFileSync(join(model, "cards/model-card.md"), "utf8");
  const said = ({ k, n, rate, low, high }: Record<"k" | "n" | "rate" | "low" | "high", number>) => {
    if (n === 0) return "– (0 of 0)";
    const [a, b, c] = [rate, low, high].map((value) => (100 * value).toFixed(0));
    return `${a} % [${b}, ${c}] (${k} of ${n})`;
  };

  it("says every share of the evaluation with n and interval, and every caption and group that is not covered", () => {
    for (const set of [
      evaluation.seen,
      evaluation.unseen,
      ...(evaluation.combined ? [evaluation.combined] : []),
    ])
      for (const rate of [set.retrieval.first, set.retrieval.firstFive, set.colours, set.copies.byHash])
        expect(card).toContain(rate === null ? "not measurable" : said(rate));
    for (const { group, covered, missed } of evaluation.seen.groups) {
      expect(card).toContain(`| coverage of ${group} | ${said(covered)} |`);
      for (const caption of missed) expect(card).toContain(caption);
    }
    for (const { measurable, rows } of evaluation.people.attributes)
      for (const { made, real } of measurable ? rows : [])
        for (const rate of [made, real]) expect(card).toContain(said(rate));
  });

  it("goes stale where the evaluation changes, and gives no share by a ruler that is no better than chance", async () => {
    const other = copy("illustrator", "cascade");
    const file = join(other, "evaluation/evaluation.json");
    evaluation.seen.copies.byHash.k += 1;
    evaluation.people.attributes[0].measurable = false;
    writeFileSync(file, JSON.stringify(evaluation));
    expect((await sluice("card", "check", other)).stdout).toMatch(/^drifted +copies/mu);
    expect((await sluice("card", "init", other)).stdout).toMatch(/stale.*X9/u);
    await sluice("card", "render", other, "--to", folder("cascade-card"));
    const page = readFileSync(join(folder("cascade-card"), "model-card.md"), "utf8");
    expect(page).toMatch(/\| gender \| [^|]+ \| not given \|/u);
    delete evaluation.seen.groups;
    writeFileSync(file, JSON.stringify(evaluation));
    const { code, stderr } = await sluice("card", "check", other);
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(/evaluation\.json.*seen\.groups/u);
  });
});
