import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateHome, proposalIn } from "../support/gate-home.ts";

// Machines' clocks, so machines' processes.
const home = gateHome("clock", "processes");
afterAll(home.remove);
const DAY = 24;
const clockSaid = ({ stdout }: { readonly stdout: string }) =>
  [...stdout.matchAll(/(\d{4}-\d\d-\d\dT[\d:.]+Z)/gu)].map(([, at = ""]) => Date.parse(at));

beforeAll(async () => {
  await home.keygen("cy");
  const { code, stderr } = await home.as("cy", ["init", "--as", "cy", "--origin", "test.example/clock"]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
});

describe("a clock that was wrong", () => {
  it("is set right by the only steward: a year 9999 is refused, three months ahead are taken, and mended", async () => {
    const far = await home.as("cy", ["checkpoint"], { hours: 8000 * 365 * DAY });
    expect(far).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/more than 92 days after what vouches.*sluice gate clock --reason/u),
    });
    expect((await home.as("cy", ["checkpoint"], { hours: 90 * DAY })).code).toBe(0);
    const mended = await home.as("cy", ["clock", "--reason", "a machine was three months ahead"]);
    expect(mended).toMatchObject({ code: 0, stdout: expect.stringContaining("the ledger's clock said") });
    const [from = 0, to = 0] = clockSaid(mended);
    expect((from - to) / 3_600_000 / DAY).toBeGreaterThan(89);
    expect(JSON.parse((await home.as("cy", ["verify", "--json"])).stdout)).toMatchObject({
      valid: true,
      ahead: [],
    });
  });

  it("is set right by two of two: one steward proposes, and it is the other's word that sets it", async () => {
    expect((await home.enrol("cy", "gus", "outsider")).code).toBe(0);
    expect((await home.enrol("cy", "dee", "steward")).code).toBe(0);
    expect((await home.as("dee", ["checkpoint"], { hours: 80 * DAY })).code).toBe(0);
    const proposed = await home.as("cy", ["clock", "--reason", "dee's machine was ahead"]);
    expect(proposed).toMatchObject({ code: 3, stdout: expect.stringContaining("waits for another steward") });
    const id = proposalIn(proposed);
    expect((await home.as("cy", ["consent", id])).code).toBe(3);
    expect((await home.as("cy", ["enact", id])).stderr).toContain("somebody else has to agree");
    const agreed = await home.as("dee", ["consent", id]);
    expect(agreed).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id}: clock, in force`) });
    const after = await home.as("cy", ["clock", "--reason", "to see what it says"]);
    const [from = 0, to = 0] = clockSaid(after);
    expect(Math.abs(from - to) / 3_600_000).toBeLessThan(1);
    expect(JSON.parse((await home.as("cy", ["verify", "--json"])).stdout)).toMatchObject({ valid: true });
  });
});
