import { appendFileSync, cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root, sluice } from "../cli.ts";
import { scratchFolder } from "./run-files.ts";

const folder = scratchFolder();
const shipped = ["text-toxicity", "nsfw-mobilenet-v2", "nsfw-mobilenet-v2-mid", "nsfw-inception-v3"];

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
