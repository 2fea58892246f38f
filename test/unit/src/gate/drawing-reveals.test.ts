import { describe, expect, it } from "vitest";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { compared } from "../../../attack/steps.ts";
import { type Name, type World, world } from "../../../support/gate-world.ts";

const shown = (w: World, who: Name, event: Omit<Extract<GateEvent, { type: "drawing-revealed" }>, "type">) =>
  w.gate.act(w.keys[who], { type: "drawing-revealed", ...event });

describe("a comparison's pictures", () => {
  it("are shown by entries of the voter's own run, behind a mosaic first, each look counted", async () => {
    const w = await world();
    const { seq: drawing } = await w.gate.act(w.keys.bo, compared(2));
    const refused = (who: Name, prompt: number, rung: number) =>
      shown(w, who, { drawing, prompt, rung }).then(
        () => "nothing",
        (error: { reasons: readonly { rule: string }[] }) => error.reasons[0]?.rule,
      );
    expect(await refused("bo", 0, 5)).toBe("mosaic-first");
    expect(await refused("both", 0, 3)).toBe("anothers-drawing");
    expect(await refused("bo", 2, 3)).toBe("no-such-prompt");
    for (const rung of [3, 5, 5]) await shown(w, "bo", { drawing, prompt: 1, rung });
    expect(w.gate.state.drawings.get(drawing)?.revealed).toEqual(new Map([[1, { rung: 5, times: 3 }]]));
    await w.gate.act(w.keys.bo, { type: "drawing-ended", drawing, made: 4, refused: 0, copies: 0 });
    expect(await refused("bo", 1, 5)).toBe("over-already");
  });

  it("are shown to nobody whose access ended meanwhile, and to who used the day's last request for them", async () => {
    const w = await world((files) => {
      files["settings.yaml"] = (files["settings.yaml"] ?? "").replace("requests: 20", "requests: 1");
    });
    const { seq: drawing } = await w.gate.act(w.keys.bo, compared(1));
    await shown(w, "bo", { drawing, prompt: 0, rung: 3 });
    await w.gate.act(w.keys.cy, ({ people }) => ({
      type: "roster-changed",
      people: [...people.values()].map((one) =>
        one.id === w.people.bo.id ? { ...one, roles: ["requester"] } : one,
      ),
      reason: seal("no reviewer any more"),
    }));
    await expect(shown(w, "bo", { drawing, prompt: 0, rung: 5 })).rejects.toMatchObject({ exitCode: 3 });
  });
});
