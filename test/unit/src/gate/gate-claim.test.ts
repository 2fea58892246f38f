import { beforeAll, describe, expect, it } from "vitest";
import { makeCheckpoint } from "../../../../src/gate/checkpoints.ts";
import { claimOf } from "../../../../src/gate/own-claim.ts";
import { checkpointSignedBy, parseCheckpoint, signCheckpoint } from "../../../../src/ledger/checkpoint.ts";
import { claimProblem, claimSignedBy, type GateClaim } from "../../../../src/provenance/gate-claim.ts";
import { asked, type World, world } from "../../../support/gate-world.ts";

let w: World;
let claim: GateClaim;
let leaf = "";
const seq = 3;

beforeAll(async () => {
  w = await world();
  for (let i = 0; i < 4; i++) await w.gate.act(w.keys.ann, asked());
  claim = await claimOf(w.gate, seq, w.keys.bo);
  leaf = Buffer.from(w.gate.entries[seq]?.leaf ?? []).toString("hex");
});

describe("what a file says of its gate", () => {
  it("proves its entry, by a checkpoint of who released it", () => {
    expect(claim).toMatchObject({ origin: "test.example/gate", development: false, entry: seq });
    expect(claimProblem(claim, leaf)).toBeNull();
    const { origin: name } = claim;
    expect(claimSignedBy(claim, [{ name, key: w.keys.bo.public }])).toBe(true);
    expect(claimSignedBy(claim, [{ name, key: w.keys.cy.public }])).toBe(false);
    expect(claimSignedBy(claim, [{ name: "another.example/gate", key: w.keys.bo.public }])).toBeNull();
  });

  it("proves it by a steward's checkpoint as soon as one covers the entry", async () => {
    const { text } = await makeCheckpoint(w.gate, w.keys.cy);
    const covered = await claimOf(w.gate, seq, w.keys.bo);
    expect(covered.checkpoint).toBe(text);
    expect(claimProblem(covered, leaf)).toBeNull();
    expect(checkpointSignedBy(parseCheckpoint(covered.checkpoint), w.keys.cy.public)).toBe(true);
    // An entry that came after it has a checkpoint of its own.
    await w.gate.act(w.keys.ann, asked());
    const later = w.gate.entries.length - 1;
    const own = await claimOf(w.gate, later, w.keys.bo);
    expect(own.checkpoint).not.toBe(text);
    expect(claimProblem(own, Buffer.from(w.gate.entries[later]?.leaf ?? []).toString("hex"))).toBeNull();
  });

  it("does not hold when anything of it is another's", () => {
    const other = Buffer.from(w.gate.entries[2]?.leaf ?? []).toString("hex");
    const elsewhere = signCheckpoint("mine.example/gate", 9, new Uint8Array(32), w.keys.bo);
    expect(claimProblem(claim, other)).toMatch(/does not lead/u);
    expect(claimProblem({ ...claim, entry: 2 }, leaf)).toMatch(/does not lead/u);
    expect(claimProblem({ ...claim, path: claim.path.slice(1) }, leaf)).toMatch(/does not lead/u);
    expect(claimProblem({ ...claim, origin: "mine.example/gate" }, leaf)).toBe(
      "its checkpoint is of test.example/gate",
    );
    expect(claimProblem({ ...claim, checkpoint: elsewhere, origin: "mine.example/gate" }, leaf)).toMatch(
      /does not lead/u,
    );
    expect(claimProblem({ ...claim, checkpoint: "nothing" }, leaf)).toMatch(/wanted a signed note/u);
  });
});
