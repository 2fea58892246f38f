import { expect, it } from "vitest";
import { defaultLimits, type Looking } from "../../../../src/exposure/ladder.ts";
import { severityOf } from "../../../../src/exposure/severity.ts";
import { captionOf } from "../../../../src/screens/explore/reveal.ts";
import { revealing } from "../../../../src/screens/gallery/press.ts";

it.each([
  ["the highest score of either side", { image_porn: 0.2, text_threat: 0.7, image_neutral: 1 }, 0.7],
  ["what an own text beside the caption scored", { text_toxicity: 0.1, other_text_toxicity: 0.6 }, 0.6],
  ["anything, where a score is missing", { image_porn: 0.2, text_toxicity: null }, 1],
  ["anything, where nothing was measured", { key: "k" }, 1],
  [
    "nothing of a side that is not there",
    { image_porn: null, image_coverage: "missing", text_toxicity: 0.3, text_coverage: "measured" },
    0.3,
  ],
  ["all of a side that failed", { image_porn: null, image_coverage: "undecodable", text_toxicity: 0.3 }, 1],
])("a pair may be as harmful as %s", (_, row, severity) => {
  expect(severityOf(row)).toBe(severity);
});

it("one pair costs the same wherever it is shown", () => {
  const looking: Looking = { records: [], reviewer: "ann", limits: defaultLimits, now: new Date(0) };
  for (const row of [
    { key: "k" },
    { key: "k", image_porn: null, text_toxicity: 0.4 },
    { key: "k", text_toxicity: 0.4 },
  ]) {
    const caption = captionOf(row, looking);
    const tile = revealing({ counted: new Map() }, 5, [row], looking);
    const points = (record: object | undefined) => (record as { points?: number } | undefined)?.points;
    const dear = 0.25 + 0.75 * severityOf(row);
    expect(points("record" in caption ? caption.record : undefined)).toBeCloseTo(0.3 * dear);
    expect(points("records" in tile ? tile.records[0] : undefined)).toBeCloseTo(dear);
  }
});
