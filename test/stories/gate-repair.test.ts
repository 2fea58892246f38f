import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gateHome } from "../support/gate-home.ts";

const home = gateHome("repair");
afterAll(home.remove);
const ledger = join(home.gate, "ledger.jsonl");

beforeAll(async () => {
  await home.keygen("cy");
  const { code, stderr } = await home.as("cy", ["init", "--as", "cy", "--origin", "test.example/repair"]);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect((await home.enrol("cy", "ann", "requester")).code).toBe(0);
});

describe("sluice gate repair", () => {
  it("sets a torn tail aside: the gate goes on at once, and a steward signs for what lies beside it", async () => {
    const torn = '{"body":{"act';
    appendFileSync(ledger, torn);
    const goes = await home.as("cy", ["checkpoint"]);
    expect(goes).toMatchObject({ code: 0 });
    expect(goes.stderr).toMatch(/its 13 bytes were moved to \S+\.torn-\d+/u);
    const [aside = ""] = readdirSync(home.gate).filter((name) => name.includes(".torn-"));
    expect(readFileSync(join(home.gate, aside), "utf8")).toBe(torn);

    const looked = await home.as("ann", ["repair"]);
    expect(looked).toMatchObject({ code: 0, stdout: expect.stringContaining(`aside: ${aside}`) });
    expect(looked.stdout).toContain("a steward sets it aside and signs for it");
    const signed = await home.as("cy", ["repair", "--reason", "the disk was full"]);
    expect(signed).toMatchObject({ code: 0, stdout: expect.stringMatching(/^your note is entry \d+$/mu) });
    // What was signed for is not asked again.
    const again = await home.as("cy", ["repair"]);
    expect(again).toMatchObject({ code: 0, stdout: expect.not.stringContaining("aside:") });

    // One that is longer than the line that comes: the gate goes on before its end, and a repair takes it away.
    appendFileSync(ledger, "x".repeat(2 << 20));
    expect((await home.as("cy", ["checkpoint"])).code).toBe(0);
    expect(await home.as("ann", ["repair"])).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/not: 0 lines, \d+ bytes of a torn tail/u),
    });
    expect((await home.as("cy", ["repair", "--reason", "the disk was full again"])).code).toBe(0);
    const verified = JSON.parse((await home.as("ann", ["verify", "--json"])).stdout);
    expect(verified).toMatchObject({ valid: true, problems: [] });
  });

  it("sets the loser of two writers aside, byte for byte, under a steward's note and nobody else's", async () => {
    // Two processes that each saw the same end: one in a copy, whose line comes into the ledger all the same.
    const copy = join(home.folder, "copy");
    cpSync(home.gate, copy, { recursive: true });
    const before = readFileSync(ledger).length;
    expect((await home.as("cy", ["checkpoint"], { gate: copy })).code).toBe(0);
    expect((await home.enrol("cy", "bo", "reviewer")).code).toBe(0);
    appendFileSync(ledger, readFileSync(join(copy, "ledger.jsonl")).subarray(before));
    rmSync(join(home.gate, "entries"), { recursive: true });
    const broken = readFileSync(ledger);

    const closed = await home.as("ann", ["list"]);
    expect(closed).toMatchObject({ code: 3, stderr: expect.stringMatching(/see .*sluice gate repair$/mu) });
    const looked = await home.as("ann", ["repair", "--json"]);
    expect(looked.code).toBe(3);
    expect(JSON.parse(looked.stdout)).toMatchObject({ repaired: false, broken: true, losers: 1, torn: 0 });
    expect((await home.as("ann", ["repair", "--reason", "mine"])).code).toBe(3);
    expect(readFileSync(ledger)).toEqual(broken);

    const done = await home.as("cy", ["repair", "--reason", "two writers took one number"]);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining("not: 1 line") });
    const asides = readdirSync(home.gate).filter((name) => name.includes(".broken-"));
    expect(asides.some((name) => readFileSync(join(home.gate, name)).equals(broken))).toBe(true);
    const roster = await home.as("ann", ["roster"]);
    expect(roster).toMatchObject({ code: 0, stdout: expect.stringMatching(/^bo /mu) });
    expect(JSON.parse((await home.as("ann", ["verify", "--json"])).stdout)).toMatchObject({ valid: true });
  });
});
