import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { associationRows } from "../../src/evaluate/associations.ts";
import { sluice } from "../support/cli.ts";

describe("what a text encoder associates", () => {
  it("is measured from a terminal, and stands in the encoder's card as it was measured", async () => {
    const { code, stdout } = await sluice(
      "models",
      "associations",
      "minilm-l6-v2",
      "--device",
      "cpu",
      "--json",
    );
    expect(code).toBe(0);
    const found = JSON.parse(stdout);
    const of = (id: string) => found.results.find((result: { readonly id: string }) => result.id === id);
    expect(of("flowers-insects")).toMatchObject({ control: true, n: 8, permutations: 12_870 });
    expect(of("flowers-insects").d).toBeGreaterThan(1);
    expect(of("flowers-insects").p).toBeLessThan(0.01);
    for (const { d, p, pHolm } of found.results) {
      expect(Math.abs(d)).toBeLessThanOrEqual(2);
      expect(p).toBeGreaterThan(0);
      expect(pHolm).toBeGreaterThanOrEqual(p);
    }
    const card = readFileSync("models/minilm-l6-v2/README.md", "utf8");
    for (const row of associationRows(found)) expect(card).toContain(`| ${row.join(" | ")} |`);
  });

  it("is asked of models alone that make vectors of texts", async () => {
    const { code, stdout, stderr } = await sluice("models", "associations", "nsfw-mobilenet-v2");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(
      'Cannot make vectors of texts with "nsfw-mobilenet-v2": wanted a text-encoder or a clip model, got kind image-classifier',
    );
    expect((await sluice("models", "associations", "nobody")).code).toBe(2);
  });
});
