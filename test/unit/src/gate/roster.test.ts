import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { GateRefusal } from "../../../../src/gate/gate.ts";
import { writeRosterFile } from "../../../../src/gate/roster/file.ts";
import { newPerson, revoked } from "../../../../src/gate/roster/people.ts";
import { readRules } from "../../../../src/gate/rules/engine.ts";
import { shippedRules } from "../../../../src/gate/rules/folder.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { asked, releaseOne, reviewed, world } from "../../../support/gate-world.ts";

describe("people", () => {
  it("who were revoked can do nothing, and what they did stays valid", async () => {
    const own = await world();
    const image = await releaseOne(own);
    const people = [...own.gate.state.people.values()].map((one) =>
      one.id === own.people.bo.id ? revoked(one) : one,
    );
    await own.gate.act(own.keys.cy, { type: "roster-changed", people, reason: seal("left") });
    await expect(own.gate.act(own.keys.bo, reviewed(image, "reject"))).rejects.toThrow(/revoked/u);
    const again = await own.again();
    expect(again.state.images.get(image)?.released).not.toBeNull();
  });

  it("cannot vanish, share a key or leave a gate without a steward", async () => {
    const own = await world();
    const all = [...own.gate.state.people.values()];
    const change = (people: typeof all) =>
      own.gate.act(own.keys.cy, { type: "roster-changed", people, reason: seal("x") });
    await expect(change(all.slice(1))).rejects.toThrow(/would vanish/u);
    await expect(change(all.slice(1))).rejects.toMatchObject({
      reasons: [{ rule: "person-would-vanish", reason: expect.stringMatching(/: revoke a person/u) }],
    });
    await expect(
      change(all.map((one) => (one.roles.includes("steward") ? revoked(one) : one))),
    ).rejects.toThrow(/no steward/u);
    const thief = newPerson({
      key: own.keys.ann.public,
      recipients: [],
      name: "eve",
      roles: ["steward"],
      until: null,
      quota: null,
    });
    await expect(change([...all, thief])).rejects.toThrow(/would stand twice/u);
  });

  it("stand in roster.yaml as the ledger has them, whoever writes it last", async () => {
    const own = await world();
    const before = await own.again();
    const people = [...own.gate.state.people.values()].map((one) =>
      one.id === own.people.bo.id ? revoked(one) : one,
    );
    await own.gate.act(own.keys.cy, { type: "roster-changed", people, reason: seal("left") });
    await writeRosterFile(own.gate);
    const after = readFileSync(join(own.folder, "roster.yaml"), "utf8");
    expect(after).toMatch(/status: revoked/u);
    await writeRosterFile(before);
    expect(readFileSync(join(own.folder, "roster.yaml"), "utf8")).toBe(after);
  });

  it("who are strangers are told what to do", async () => {
    const own = await world();
    const stranger = await world();
    await expect(own.gate.act(stranger.keys.ann, asked())).rejects.toThrow(GateRefusal);
    await expect(own.gate.act(stranger.keys.ann, asked())).rejects.toThrow(
      /nobody's in this gate; a steward enrols it/u,
    );
  });
});

describe("rules as files", () => {
  it("are refused in one line where Cedar, its types or the numbers are wrong", async () => {
    const files = await shippedRules(false);
    const wrong = (change: Record<string, string | undefined>) => () => {
      const next = Object.fromEntries(
        Object.entries({ ...files, ...change }).filter(
          (one): one is [string, string] => one[1] !== undefined,
        ),
      );
      readRules(next);
    };
    expect(wrong({ "extra.cedar": "permit (principal" })).toThrow(/^extra\.cedar: /u);
    expect(wrong({ "extra.cedar": "permit (principal, action, resource);" })).toThrow(
      'extra.cedar: every rule needs an @id("…")',
    );
    expect(wrong({ "extra.cedar": '@id("x") forbid (principal, action, resource);' })).toThrow(
      /needs a @reason/u,
    );
    expect(
      wrong({ "extra.cedar": '@id("x") permit (principal, action, resource) when { principal.rank > 3 };' }),
    ).toThrow(/^rule "x": .*rank/u);
    expect(wrong({ "extra.cedar": files["roles.cedar"] })).toThrow(/two rules are called/u);
    expect(wrong({ "schema.cedarschema": undefined })).toThrow("schema.cedarschema is missing");
    expect(wrong({ "settings.yaml": "reviews: 0" })).toThrow(/^settings\.yaml: /u);
    expect(wrong({ "../evil": "" })).toThrow("../evil: not a file of the rules");
  });

  it("deny by default: without a permission nothing goes", async () => {
    const files = { ...(await shippedRules(false)) };
    const own = await world((rules) => {
      rules["roles.cedar"] =
        '@id("only-house") permit (principal, action == Action::"change-rules", resource);';
    });
    expect(Object.keys(files)).toContain("roles.cedar");
    await expect(own.gate.act(own.keys.ann, asked())).rejects.toThrow(
      "Cannot ask for images: no rule permits it to this person's roles",
    );
  });

  it("never turn a development gate into a real one", async () => {
    const own = await world();
    const files = await shippedRules(true);
    await expect(
      own.gate.act(own.keys.cy, { type: "rules-changed", files, reason: seal("easier") }),
    ).rejects.toThrow(/a development gate stays one/u);
  });
});
