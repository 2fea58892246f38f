import { beforeAll, describe, expect, it } from "vitest";
import { manifestDigest } from "../../../../src/digest/manifest.ts";
import { toleranceOf } from "../../../../src/gate/rules/allowed.ts";
import { recheckDifference } from "../../../../src/gate/state/recheck.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import type { ImageRechecked } from "../../../../src/ledger/recheck.ts";
import {
  allowList,
  approval,
  asked,
  digest,
  drew,
  judged,
  revealed,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const stage = { stage: "base", size: 16, verdict: "pass", rules: [] } as const;
const record = (scores: Record<string, number>) => ({
  id: "r4.0",
  judged: { verdict: "pass", rules: [], stages: [{ ...stage, scores }] } as const,
});
const passed = (scores: Record<string, number>) => ({ verdict: "pass", rules: [], scores }) as const;

/** As a list has it: the classifier's manifest states some, what no model measures has none. */
const tolerance = (column: string) =>
  toleranceOf({ ...allowList, tolerances: { image_porn: 0.01, ocr_toxicity: 0.02 } }, column);

describe("the filters run again", () => {
  it("may be off by what each model's manifest states, and by the old lists' one number where they name none", () => {
    const { tolerance: _, ...bare } = allowList;
    const list = { ...bare, tolerances: { image_porn: 0.005 } };
    expect(["image_porn", "image_flatness"].map((column) => toleranceOf(list, column))).toEqual([
      0.005, 1e-6,
    ]);
    expect(toleranceOf(allowList, "image_porn")).toBe(0.01);
  });

  it.each([
    ["the same", { image_porn: 0.5 }, { image_porn: 0.5 }],
    ["another device's rounding", { image_porn: 0.5 }, { image_porn: 0.5099 }],
    ["what only one side measured", { image_porn: 0.5, nearest_training: 3 }, { image_porn: 0.5, more: 1 }],
    ["what only a replay measures", { memorisation: 0.9 }, { memorisation: 0 }],
    [
      "text that only one side read",
      { ocr_checked: 0, ocr_toxicity: 0 },
      { ocr_checked: 1, ocr_toxicity: 0.7 },
    ],
  ])("agree on %s", (_, was, now) => {
    expect(recheckDifference(record(was), passed(now), tolerance)).toBeNull();
  });

  it.each([
    [
      "a score",
      { image_porn: 0.5 },
      passed({ image_porn: 0.511 }),
      /give image_porn 0\.511, and the record 0\.5/u,
    ],
    ["a count", { nearest_training: 9 }, passed({ nearest_training: 2 }), /nearest_training 2/u],
    ["read text", { ocr_checked: 1, ocr_slurs: 0 }, passed({ ocr_checked: 1, ocr_slurs: 2 }), /ocr_slurs 2/u],
    ["the verdict", {}, { verdict: "block", rules: ["image-porn"], scores: {} } as const, /say "block"/u],
  ])("differ by %s", (_, was, now, words) => {
    expect(recheckDifference(record(was), now, tolerance)).toMatchObject({
      rule: "recheck-differs",
      reason: expect.stringMatching(words),
    });
  });
});

describe("a gate with an allow-list", () => {
  let w: World;
  let image = "";
  beforeAll(async () => {
    w = await world((files) => {
      const one = {
        id: "tiny-cascade",
        manifest: digest,
        weights: manifestDigest(drew.weights),
        stages: ["base"],
      };
      files["allowed.yaml"] = JSON.stringify({
        policies: { prompt: [digest], image: [digest] },
        filters: { prompt: [digest], image: [digest] },
        models: [one],
        tolerance: 0.01,
      });
    });
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    await w.gate.act(w.keys.ann, { ...started(`r${seq}`), stages: ["base"] } as GateEvent);
    await w.gate.act(w.keys.ann, judged(`r${seq}`, 0, "pass"));
    image = `r${seq}.0`;
  });

  const again = (score: number, change: Partial<ImageRechecked> = {}): ImageRechecked => ({
    type: "image-rechecked",
    image,
    ...passed({ image_porn: score }),
    ...{ policy: digest, filters: digest, notChecked: [] },
    ...change,
  });
  const refused = (rule: string) => ({ exitCode: 3, reasons: [{ rule }] });

  it("shows nobody an image on which they did not run the filters again, or on which these differ", async () => {
    const look = () => w.gate.act(w.keys.bo, revealed(image));
    await expect(look()).rejects.toMatchObject(refused("not-rechecked"));
    // What one reviewer's process found lets no other look.
    await w.gate.act(w.keys.dee, again(0.5));
    await expect(look()).rejects.toMatchObject(refused("not-rechecked"));
    await w.gate.act(w.keys.bo, again(0.9));
    await expect(look()).rejects.toMatchObject(refused("recheck-differs"));
    await expect(w.gate.act(w.keys.bo, again(0.5, { filters: "cd".repeat(32) }))).rejects.toMatchObject(
      refused("foreign-filters"),
    );
    await expect(w.gate.act(w.keys.ann, again(0.5))).rejects.toMatchObject({ exitCode: 3 });
    const { signed } = await w.gate.act(w.keys.bo, again(0.505));
    // What scores say of the prompt is for nobody outside.
    expect(signed.body).not.toContain("0.505");
    await look();
  });

  it("shows an auditor what was blocked as before, with a reason", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
    await w.gate.act(w.keys.ann, { ...started(`r${seq}`), stages: ["base"] } as GateEvent);
    await w.gate.act(w.keys.ann, judged(`r${seq}`, 0, "block"));
    await w.gate.act(w.keys.dee, revealed(`r${seq}.0`, 4, "a complaint"));
  });
});
