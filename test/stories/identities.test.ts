import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { association, holm } from "../../src/statistics/association.ts";
import { sluice } from "../support/cli.ts";
import { scratchFolder } from "../support/run-files.ts";
import { auditedSample } from "../support/shared-runs.ts";

describe("association in a 2 × 2 table", () => {
  it("agrees with Fisher's tea tasting: 3 of 4 right gives p = 0.4857 (Agresti 2013, table 3.9)", () => {
    expect(association(3, 4, 4, 8).p).toBeCloseTo(0.4857, 4);
    expect(association(4, 4, 4, 8).p).toBeCloseTo(2 / 70, 6);
  });

  it("computes the odds ratio of aspirin and infarction: 0.546 (Agresti 2013, §3.1), a half added to each cell", () => {
    // 104 of 11,037 with aspirin, 189 of 11,034 with placebo: 0.5462, interval 0.429 to 0.694.
    const { oddsRatio, low, high } = association(104, 11_037, 293, 22_071);
    expect(oddsRatio).toBeCloseTo(0.547, 3);
    expect(low).toBeCloseTo(0.43, 2);
    expect(high).toBeCloseTo(0.694, 2);
  });

  it("finds nothing where group and others are hit alike, and never a p outside [0, 1]", () => {
    expect(association(10, 100, 100, 1000).oddsRatio).toBeCloseTo(1, 0);
    expect(association(10, 100, 100, 1000).p).toBeCloseTo(1, 6);
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(30), (a, b, c, d) => {
        const { p, low, oddsRatio, high } = association(a, a + b, a + c, a + b + c + d);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(oddsRatio);
        expect(high).toBeGreaterThanOrEqual(oddsRatio);
      }),
    );
  });

  it("refuses what is no table", () => {
    expect(() => association(5, 4, 6, 10)).toThrow(RangeError);
  });
});

it("corrects by Holm (1979): 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(6)))).toEqual([0.03, 0.06, 0.06, 0.02]);
});

describe("sluice identities", () => {
  const folder = scratchFolder();
  const run = folder("run");
  beforeAll(() => auditedSample(run));

  it("counts who is named and suppresses small groups", async () => {
    const { code, stdout } = await sluice("identities", run);
    expect(code).toBe(0);
    expect(stdout).toMatch(/women +4\.00 % \[1\.37 %, 11\.11 %\] \(3 of 75\)/u);
    expect(stdout).toMatch(/women +suppressed: 3 pairs, fewer than 10/u);
  });

  it("says how to get what a run lacks", async () => {
    const other = folder("other");
    await sluice("audit", "sample", "--filters", "lexicon", "--out", other, "--workers", "1");
    const { code, stderr } = await sluice("identities", other);
    expect([code, stderr.trim().split("\n").length]).toEqual([2, 1]);
    expect(stderr).toMatch(/--filters identity-terms/u);
  });
});
