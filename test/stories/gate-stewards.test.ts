import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type GateHome, gateHome, proposalIn } from "../support/gate-home.ts";

let home: GateHome;
const homes: GateHome[] = [];
afterAll(() => {
  for (const one of homes) one.remove();
});

/** A gate of cy and dee as stewards, with a recovery key. */
beforeEach(async () => {
  home = gateHome("stewards");
  homes.push(home);
  await home.keygen("cy");
  const key = join(home.folder, "recovery.key");
  const begun = await home.as("cy", [
    "init",
    "--as",
    "cy",
    "--origin",
    "test.example/two",
    "--recovery",
    key,
  ]);
  expect(begun).toMatchObject({ code: 0, stdout: expect.stringContaining("keep it offline") });
  expect(existsSync(key) && statSync(key).mode & 0o777).toBe(0o600);
  // Two stewards are never alone: somebody else tells how long a change has waited.
  expect(await home.enrol("cy", "ivy", "steward")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("two stewards need somebody beside them"),
  });
  expect((await home.enrol("cy", "gus", "outsider")).code).toBe(0);
  expect((await home.enrol("cy", "dee", "steward")).code).toBe(0);
}, 600_000);

const status = async (name: string) =>
  new RegExp(`^${name} .*`, "mu").exec((await home.as("cy", ["roster"])).stdout)?.[0] ?? "";

describe("two stewards", () => {
  it("change nothing alone: one proposes, the other vetoes or lets the delay pass, and only then it comes", async () => {
    const first = await home.enrol("cy", "ann", "requester");
    expect(first.code).toBe(3);
    const vetoed = proposalIn(first);
    expect((await home.as("dee", ["veto", vetoed, "--reason", "who is ann"])).code).toBe(0);
    expect((await home.as("cy", ["enact", vetoed])).stderr).toContain("is vetoed");

    // Agreed to, it comes at once.
    const agreed = proposalIn(await home.enrol("cy", "bo", "reviewer"));
    expect((await home.as("dee", ["consent", agreed])).stdout).toContain(`${agreed}: people, in force`);

    const id = proposalIn(await home.enrol("cy", "fay", "auditor"));
    expect((await home.as("dee", ["checkpoint"])).code).toBe(0);
    // The own clock shortens nothing where anybody else could sign.
    const early = await home.as("cy", ["enact", id], { hours: 80 });
    expect(early).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("72 hours after it was proposed"),
    });
    for (const hours of [80, 160]) expect((await home.as("dee", ["checkpoint"], { hours })).code).toBe(0);
    expect((await home.as("cy", ["enact", id], { hours: 160 })).stdout).toContain(`${id}: people, in force`);
    const all = await home.as("cy", ["proposals"]);
    expect(all.stdout).toMatch(new RegExp(`^${vetoed}: people, vetoed; .*vetoed by dee`, "mu"));
    expect(await status("fay")).toContain("active");
    // Whom cy enrolled before there was a second steward is named; bo and fay dee could say no to.
    const roster = (await home.as("cy", ["roster"])).stdout;
    for (const name of ["gus", "dee"])
      expect(roster).toContain(`${name} was enrolled by cy alone, and may be cy`);
    expect(roster).not.toMatch(/^(?:bo|fay|cy) was enrolled/mu);
    expect((await home.as("cy", ["show", vetoed])).stdout).toContain("dee was enrolled by cy alone");
    expect((await home.as("dee", ["verify"])).stdout).toMatch(
      /one steward alone enrolled, and may be, each of p/u,
    );
    expect(JSON.parse((await home.as("cy", ["verify", "--json"])).stdout)).toMatchObject({
      valid: true,
      stewards: 2,
    });
  }, 600_000);

  it("are not locked by a stolen key: the recovery key names the thief, whose veto counts for nothing", async () => {
    // dee's key was stolen: whatever cy proposes is vetoed.
    const proposal = proposalIn(await home.as("cy", ["revoke", "dee", "--reason", "stolen"]));
    expect((await home.as("dee", ["veto", proposal, "--reason", "no"])).code).toBe(0);
    const key = join(home.folder, "recovery.key");
    const asks = await home.as(key, ["revoke", "dee", "--reason", "the key was stolen"]);
    expect(asks.code).toBe(3);
    const id = proposalIn(asks);
    const veto = await home.as("dee", ["veto", id, "--reason", "no"]);
    expect(veto).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("no steward vetoes what the recovery key asks"),
    });
    expect((await home.as("cy", ["enact", id])).stderr).toContain("72 hours");
    const signs = await home.as("cy", ["checkpoint"]);
    expect(signs.stderr).toContain("the recovery key asks that a steward is revoked");
    const seen = await home.as("gus", ["consent", id]);
    expect(seen).toMatchObject({ code: 0, stdout: expect.stringContaining("seen by gus") });
    for (const hours of [80, 160]) expect((await home.as("cy", ["checkpoint"], { hours })).code).toBe(0);
    expect((await home.as("cy", ["enact", id], { hours: 160 })).stderr).toContain("72 hours");
    for (const hours of [80, 160]) expect((await home.as("gus", ["consent", id], { hours })).code).toBe(0);
    expect((await home.as("cy", ["enact", id], { hours: 160 })).stdout).toContain(`${id}: people, in force`);
    expect(await status("dee")).toContain("revoked");
    // It does that, and nothing else.
    const more = await home.as(key, [
      "enrol",
      "eve",
      "--role",
      "steward",
      "--public",
      await home.keygen("eve"),
    ]);
    expect(more).toMatchObject({ code: 3, stderr: expect.stringContaining("does nothing else") });
    expect(JSON.parse((await home.as("cy", ["verify", "--json"])).stdout)).toMatchObject({ valid: true });
  }, 600_000);
});

describe("two stewards and a lost key", () => {
  it("are not locked: the delay counts by who is beside them, who says that it was seen, three times", async () => {
    const next = await home.keygen("dee-2");
    const id = proposalIn(await home.as("cy", ["rekey", "dee", "--public", next]));
    // The own clock, turned on before, between and after, ends nothing.
    expect((await home.as("gus", ["consent", id])).code).toBe(0);
    expect((await home.as("cy", ["checkpoint"], { hours: 80 })).code).toBe(0);
    expect((await home.as("gus", ["consent", id])).code).toBe(0);
    expect((await home.as("cy", ["enact", id], { hours: 80 })).stderr).toContain(
      "by the clock of somebody else",
    );
    expect((await home.as("gus", ["consent", id], { hours: 80 })).code).toBe(0);
    // Twice may be a clock that was set right.
    expect((await home.as("cy", ["enact", id], { hours: 80 })).stderr).toContain("three times at least");
    expect((await home.as("gus", ["consent", id], { hours: 160 })).code).toBe(0);
    expect((await home.as("cy", ["enact", id], { hours: 160 })).stdout).toContain(`${id}: people, in force`);
    expect((await home.as("dee-2", ["checkpoint"], { hours: 160 })).code).toBe(0);
    expect(JSON.parse((await home.as("cy", ["verify", "--json"])).stdout)).toMatchObject({ valid: true });
  }, 600_000);

  it("cannot use the recovery key against the other: more than half of those beside them say no", async () => {
    const key = join(home.folder, "recovery.key");
    const id = proposalIn(await home.as(key, ["revoke", "dee", "--reason", "in the way"]));
    const told = await home.as("gus", ["veto", id, "--reason", "dee is here"]);
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`${id}: people, vetoed`),
      stderr: expect.stringContaining("the recovery key asks that a steward is revoked"),
    });
    expect((await home.as("cy", ["enact", id], { hours: 80 })).stderr).toContain("is vetoed");
  }, 600_000);
});

describe("three stewards", () => {
  it("need as many as the rules say, without delay or veto, and never all of them", async () => {
    const third = proposalIn(await home.enrol("cy", "fay", "steward"));
    expect((await home.as("dee", ["consent", third])).code).toBe(0);
    const settings = join(home.gate, "rules/settings.yaml");
    writeFileSync(settings, readFileSync(settings, "utf8").replace("requests: 20", "requests: 7"));
    const asked = await home.as("fay", ["rules", "--apply", "--reason", "fewer"]);
    expect(asked.code).toBe(3);
    const id = proposalIn(asked);
    expect((await home.as("cy", ["veto", id, "--reason", "no"])).stderr).toContain("there is no veto");
    expect((await home.as("cy", ["enact", id])).stderr).toContain("enough have to agree");
    const agreed = await home.as("cy", ["consent", id]);
    expect(agreed).toMatchObject({ code: 0, stdout: expect.stringContaining(`${id}: rules, in force`) });
    expect((await home.as("dee", ["consent", id])).code).toBe(3);
    // The recovery key is for two.
    const key = join(home.folder, "recovery.key");
    expect((await home.as(key, ["revoke", "dee", "--reason", "x"])).stderr).toContain(
      "acts where there are two",
    );
  }, 600_000);
});
