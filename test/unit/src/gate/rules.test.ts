import { beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "../../../../src/gate/state/replay.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  allowList,
  approval,
  asked,
  digest,
  judged,
  type Name,
  rechecked,
  released,
  revealed,
  reviewed,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

let w: World;
beforeAll(async () => {
  w = await world();
});

/** What gate says to a person's wish, without acting. */
function saysNo(name: Name, event: GateEvent): string | null {
  const { state } = w.gate;
  const person = state.people.get(w.people[name].id) ?? w.people[name];
  return refusalOf(state, person, event, Math.max(state.clock, w.clock))?.reason ?? null;
}

const everybody: readonly Name[] = ["ann", "bo", "both", "dee", "cy"];
const allowed = (event: GateEvent) => everybody.filter((name) => saysNo(name, event) === null);

describe("the rules that ship", () => {
  it("let requesters ask, and nobody else", () => {
    expect(allowed(asked())).toEqual(["ann", "both"]);
    expect(saysNo("bo", asked())).toBe("none of the person's roles may use this model");
  });

  it("keep four eyes: nobody approves, opens, reviews or releases what they asked for", async () => {
    const { seq } = await w.gate.act(w.keys.both, asked());
    const [request, image] = [`r${seq}`, `r${seq}.0`];
    expect(allowed(approval(request, w.clock))).toEqual(["bo", "cy"]);
    expect(saysNo("both", approval(request, w.clock))).toMatch(/^nobody approves a request of their own/u);
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    expect(allowed(started(request))).toEqual(["both"]);
    expect(saysNo("ann", started(request))).toBe("only the person who asked may generate");
    await w.gate.act(w.keys.both, started(request));
    await w.gate.act(w.keys.both, judged(request, 0, "pass"));
    expect(allowed(rechecked(image))).toEqual(["bo", "dee"]);
    for (const name of ["bo", "dee"] as const) await w.gate.act(w.keys[name], rechecked(image));
    expect(allowed(revealed(image))).toEqual(["bo", "dee"]);
    expect(saysNo("both", rechecked(image))).toMatch(/of their own request/u);
    await w.gate.act(w.keys.bo, revealed(image));
    expect(allowed(reviewed(image, "pass"))).toEqual(["bo"]);
    await w.gate.act(w.keys.bo, reviewed(image, "pass"));
    expect(allowed(released(image))).toEqual(["bo", "cy"]);
  });

  it("let a requester withdraw", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    expect(allowed({ type: "denial", request: `r${seq}`, reason: seal("no longer needed") })).toEqual([
      "ann",
      "bo",
      "both",
      "cy",
    ]);
  });

  it("open what was blocked to auditors who say why, and to nobody else", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const [request, image] = [`r${seq}`, `r${seq}.0`];
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    await w.gate.act(w.keys.ann, started(request));
    await w.gate.act(w.keys.ann, judged(request, 0, "block"));
    expect(allowed(revealed(image, 5, "a complaint"))).toEqual(["dee"]);
    expect(saysNo("dee", revealed(image))).toBe("opening what the filters blocked needs a reason");
    expect(saysNo("bo", released(image))).toBe("the filters blocked it");
  });

  it("want a look at a higher rung for a pass, and none for a rejection", async () => {
    const { seq } = await w.gate.act(w.keys.ann, asked());
    const [request, image] = [`r${seq}`, `r${seq}.0`];
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    await w.gate.act(w.keys.ann, started(request));
    await w.gate.act(w.keys.ann, judged(request, 0, "pass"));
    expect(saysNo("bo", reviewed(image, "pass", 5))).toBe("the reviewer opened it up to rung 0 only");
    await w.gate.act(w.keys.bo, rechecked(image));
    await w.gate.act(w.keys.bo, revealed(image, 3));
    expect(saysNo("bo", reviewed(image, "pass", 5))).toBe("the reviewer opened it up to rung 3 only");
    expect(saysNo("bo", reviewed(image, "pass", 3))).toMatch(
      /^a verdict to pass needs a look at a higher rung/u,
    );
    expect(saysNo("bo", reviewed(image, "reject", 0))).toBeNull();
  });

  it("leave the house to stewards", () => {
    const people = [...w.gate.state.people.values()];
    const size = w.gate.entries.length;
    const expires = new Date(w.clock + 1000).toISOString();
    expect(size).toBeGreaterThan(2);
    for (const event of [
      { type: "roster-changed", people, reason: seal("x") },
      { type: "exception", model: "m", manifest: digest, reason: seal("x"), expires },
    ] as const)
      expect(allowed(event)).toEqual(["cy"]);
  });

  it("hold a refused image until its days are over", async () => {
    const own = await world();
    const { seq } = await own.gate.act(own.keys.ann, asked());
    await own.gate.act(own.keys.bo, approval(`r${seq}`, own.clock));
    await own.gate.act(own.keys.ann, started(`r${seq}`));
    await own.gate.act(own.keys.ann, judged(`r${seq}`, 0, "block"));
    const destroyed: GateEvent = { type: "destroyed", image: `r${seq}.0`, reason: seal("30 days are over") };
    await expect(own.gate.act(own.keys.cy, destroyed)).rejects.toThrow(
      /rests longer before it is destroyed/u,
    );
    own.clock += 30 * 86_400_000;
    await own.gate.act(own.keys.cy, destroyed);
    await expect(own.gate.act(own.keys.dee, revealed(`r${seq}.0`, 5, "why"))).rejects.toThrow(
      /nothing is kept of it/u,
    );
  });
});

describe("the steward's list of real people", () => {
  it("is part of the rules, so that no requester chooses it", async () => {
    const listed = await world((files) => {
      files["people.txt"] = "# of the town\nAda Testperson # mayor\n\n  Bo Example\n";
    });
    expect(listed.gate.state.rules?.people).toEqual(["Ada Testperson", "Bo Example"]);
    expect((await listed.again()).state.rules?.people).toEqual(["Ada Testperson", "Bo Example"]);
    expect(w.gate.state.rules?.people).toContain("Emmanuel Macron");
  });
});

describe("a request's manifest", () => {
  it("is the one that generates, and may be absent only in a ledger that never named one", async () => {
    const manifest = "cd".repeat(32);
    const own = await world((files) => {
      const models = [...allowList.models, ...allowList.models.map((one) => ({ ...one, manifest }))];
      files["allowed.yaml"] = JSON.stringify({ ...allowList, models });
    });
    const { gate, keys } = own;
    const { manifest: _, ...unnamed } = asked() as Extract<GateEvent, { type: "request" }>;
    const grant = async (event: GateEvent) => {
      const request = `r${(await gate.act(keys.ann, event)).seq}`;
      await gate.act(keys.bo, approval(request, own.clock));
      return request;
    };
    const other = (request: string) => ({ ...started(request), manifest }) as GateEvent;
    await gate.act(keys.ann, other(await grant(unnamed)));
    const named = await grant(asked());
    await expect(gate.act(keys.ann, other(named))).rejects.toThrow(
      /is for tiny-cascade with manifest abababababab…, got cdcdcdcdcdcd…/u,
    );
    await gate.act(keys.ann, started(named));
    await expect(gate.act(keys.ann, unnamed)).rejects.toThrow(/a request names its model's manifest/u);
    expect((await own.again()).entries.length).toBe(gate.entries.length);
  });
});

describe("limits", () => {
  it("count requests and images per person and day, blocked prompts too", async () => {
    const own = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "")
        .replace("requests: 20", "requests: 3")
        .replace("images: 40", "images: 5");
    });
    await own.gate.act(own.keys.ann, asked(4));
    await expect(own.gate.act(own.keys.ann, asked(2))).rejects.toThrow(/\[quota-images\]$/u);
    const { verdict: _, ...facts } = asked() as Extract<GateEvent, { type: "request" }>;
    await own.gate.act(own.keys.ann, { ...facts, type: "prompt-blocked", rules: ["sexual"] });
    await own.gate.act(own.keys.ann, asked(1));
    await expect(own.gate.act(own.keys.ann, asked(1))).rejects.toThrow(/\[quota-images, quota-requests\]$/u);
    await own.gate.act(own.keys.both, asked(5));
    own.clock += 24 * 3_600_000;
    await own.gate.act(own.keys.ann, asked(5));
  });

  it("close at night, and allow models by role", async () => {
    const own = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "")
        .replace('opens: "00:00"', 'opens: "09:00"')
        .replace('closes: "24:00"', 'closes: "17:30"')
        .replace("sat, sun]", "sat]")
        .replace("timezone: UTC", "timezone: Europe/Berlin")
        .replace('requester: ["*"]', "requester: [tiny-cascade]");
    });
    await own.gate.act(own.keys.ann, asked());
    await expect(own.gate.act(own.keys.ann, { ...asked(), model: "other" } as GateEvent)).rejects.toThrow(
      /\[model-not-allowed\]$/u,
    );
    own.clock = Date.parse("2026-03-02T16:29:00Z");
    await own.gate.act(own.keys.ann, asked());
    own.clock = Date.parse("2026-03-02T16:30:00Z");
    await expect(own.gate.act(own.keys.ann, asked())).rejects.toThrow(/closed at this hour/u);
    own.clock = Date.parse("2026-03-08T12:00:00Z");
    await expect(own.gate.act(own.keys.ann, asked())).rejects.toThrow(/closed at this hour/u);
  });

  it("let grants end, and bound how long they may last", async () => {
    const own = await world();
    const { seq } = await own.gate.act(own.keys.ann, asked());
    await expect(own.gate.act(own.keys.bo, approval(`r${seq}`, own.clock, 25))).rejects.toThrow(
      /a grant lasts 24 hours at most/u,
    );
    await own.gate.act(own.keys.bo, approval(`r${seq}`, own.clock, 1));
    own.clock += 3_600_000;
    await expect(own.gate.act(own.keys.ann, started(`r${seq}`))).rejects.toThrow(/has ended$/u);
  });

  it("end a person's access when it was granted until then", async () => {
    const own = await world();
    const until = new Date(own.clock + 1000).toISOString();
    const people = [...own.gate.state.people.values()].map((one) =>
      one.id === own.people.ann.id ? { ...one, until } : one,
    );
    await own.gate.act(own.keys.cy, { type: "roster-changed", people, reason: seal("a month's guest") });
    await own.gate.act(own.keys.ann, asked());
    own.clock += 1000;
    await expect(own.gate.act(own.keys.ann, asked())).rejects.toThrow(/revoked or has ended/u);
  });
});
