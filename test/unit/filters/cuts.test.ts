import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { captionCut, textCut } from "../../../filters/cuts.ts";
import { groupFlagsOf, sideFlagsOf, signalsOf } from "../../../filters/policies.ts";
import { modelFolder, readManifest } from "../../../models/index.ts";
import { loadPolicy } from "../../../src/policy/load.ts";

const manifest = readManifest("text-toxicity");
if (manifest.kind !== "text-classifier" || manifest.thresholds?.registers === undefined)
  throw new Error("the text model ships cuts of three registers");
const { values, registers } = manifest.thresholds;
const folder = modelFolder("text-toxicity");

/** Cuts of three decimals in a policy, by label: rounder ones are the policy's own. */
async function cutsOf(name: string): Promise<readonly (readonly [string, number])[]> {
  const { rules } = await loadPolicy(name);
  return rules.flatMap(({ when }) =>
    [...when.matchAll(/text_([a-z_]+) >= (0\.\d{3})(?!\d)/gu)].map(
      ([, label = "", cut]) => [label, Number(cut)] as const,
    ),
  );
}

it.each([
  ["default", values],
  ["strict", values],
  ["gate/prompt", registers.prompt.values],
])("gives policy %s the cuts of the model's manifest", async (name, cuts) => {
  const own = await cutsOf(name);
  expect(own.length).toBeGreaterThan(0);
  for (const [label, cut] of own) expect([label, cut]).toEqual([label, cuts[label]]);
});

it.each([
  ["caption", values],
  ["comment", registers.comment.values],
  ["prompt", registers.prompt.values],
] as const)("gives headlines and flags of a %s its cuts", (register, own) => {
  const text = signalsOf(register).filter(({ by }) => by === "text-toxicity");
  for (const { id, cut, cuts } of text) {
    expect([id, cut]).toEqual([id, own[id.slice("text_".length)] ?? 0.5]);
    expect(cuts).toContain(cut);
  }
  const flags = [...sideFlagsOf(register).text, ...groupFlagsOf(register)];
  for (const { when, says } of flags.filter(({ needs }) => needs[0]?.startsWith("text_"))) {
    const [column = ""] = says.split(" ");
    expect(Number(when.split(" >= ").at(-1))).toBe(textCut(column, register));
    expect(says).toContain(`≥ ${textCut(column, register)}`);
  }
  expect(captionCut("text_insult")).toBe(values["insult"]);
});

it("says of every cut its rule and the precision that it means", () => {
  const said = JSON.parse(readFileSync(join(folder, "registers.json"), "utf8"));
  for (const [register, cuts] of Object.entries({ caption: { values }, ...registers })) {
    expect(said[register].rule.length).toBeGreaterThan(20);
    for (const [label, cut] of Object.entries(cuts.values)) {
      expect(said[register].labels[label].cut).toBe(cut);
      expect(Object.keys(said[register].labels[label].precision).sort()).toEqual(["0.001", "0.01", "0.1"]);
    }
  }
});
