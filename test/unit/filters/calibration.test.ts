import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { calibrated, calibratedSql } from "../../../filters/calibration.ts";
import { textCalibration, textCut } from "../../../filters/cuts.ts";
import { signalsOf } from "../../../filters/policies.ts";
import { readManifest } from "../../../models/index.ts";
import { parseManifest } from "../../../models/manifest.ts";
import { openMemory } from "../../../src/run/query.ts";
import { reaches } from "../../../src/screens/run/rated.ts";

const query = await openMemory();
afterAll(() => query.close());

const comment = textCalibration("text_toxicity", "comment");
if (comment === undefined) throw new Error("the text model makes a comment's toxicity of all labels");
const labels = Object.keys(comment.weights);
const share = fc.double({ min: 0, max: 1, noNaN: true });

it("makes one score of all labels in comments, and of none in captions and prompts", () => {
  expect(labels.length).toBeGreaterThan(1);
  expect(labels).toContain("toxicity");
  for (const register of ["caption", "prompt"] as const)
    expect(textCalibration("text_toxicity", register)).toBeUndefined();
  const own = signalsOf("comment").find(({ id }) => id === "text_toxicity");
  expect(own?.needs).toEqual(labels.map((label) => `text_${label}`));
  expect(reaches("text_toxicity", 0.5, "comment")).toContain("text_sexual_explicit");
  expect(reaches("text_toxicity", 0.5)).toBe("(text_toxicity) >= 0.5");
});

it("lets no label's evidence excuse another's", () => {
  fc.assert(
    fc.property(fc.array(share, { minLength: 5, maxLength: 5 }), fc.nat(4), share, (scores, k, more) => {
      const of = (values: readonly number[]) =>
        calibrated(comment, (label) => values[labels.indexOf(label)] ?? 0);
      const raised = scores.map((score, i) => (i === k ? Math.max(score, more) : score));
      expect(of(raised)).toBeGreaterThanOrEqual(of(scores));
      expect(of(scores)).toBeGreaterThanOrEqual(0);
      expect(of(scores)).toBeLessThanOrEqual(1);
    }),
  );
});

it("is refused by the manifest where a weight is below zero", () => {
  const manifest = structuredClone(readManifest("text-toxicity")) as unknown as {
    thresholds: {
      registers: { comment: { calibration: { toxicity: { weights: Record<string, number> } } } };
    };
  };
  expect(() => parseManifest(manifest, "text-toxicity")).not.toThrow();
  manifest.thresholds.registers.comment.calibration.toxicity.weights["insult"] = -0.1;
  expect(() => parseManifest(manifest, "text-toxicity")).toThrow(/weights\.insult/u);
});

it("counts in SQL as in memory, scores of 0 and 1 too, and nothing that was not measured", async () => {
  const { value } = calibratedSql(comment);
  const columns = (scores: readonly (number | null)[]) =>
    labels.map((label, i) => `${scores[i] ?? "NULL"}::FLOAT AS text_${label}`).join(", ");
  for (const scores of [0, 1, 0.5, textCut("text_toxicity", "comment")].map((one) => labels.map(() => one))) {
    const [row] = await query.rows<{ s: number }>(`SELECT ${value} AS s FROM (SELECT ${columns(scores)})`);
    expect(row?.s).toBeCloseTo(
      calibrated(comment, () => Math.fround(scores[0] ?? 0)),
      6,
    );
  }
  for (const missing of labels.keys()) {
    const scores = labels.map((_, i) => (i === missing ? null : 0.9));
    const [row] = await query.rows<{ s: number | null }>(
      `SELECT ${value} AS s FROM (SELECT ${columns(scores)})`,
    );
    expect(row?.s).toBeNull();
  }
});
