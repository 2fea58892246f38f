import { describe, expect, it } from "vitest";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import {
  allowList,
  approval,
  asked,
  digest,
  drew,
  judged,
  rechecked,
  released,
  revealed,
  reviewed,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const refusedBy = (rule: string) =>
  expect.objectContaining({ exitCode: 3, reasons: [expect.objectContaining({ rule })] });

/** An image that a reviewer passed. */
async function releasable({ gate, keys, clock }: World): Promise<string> {
  const { seq } = await gate.act(keys.ann, asked());
  await gate.act(keys.bo, approval(`r${seq}`, clock));
  await gate.act(keys.ann, started(`r${seq}`));
  await gate.act(keys.ann, judged(`r${seq}`, 0, "pass"));
  const image = `r${seq}.0`;
  for (const event of [rechecked(image), revealed(image), reviewed(image, "pass")])
    await gate.act(keys.bo, event);
  return image;
}

describe("a gate without an allow-list", () => {
  const without = (files: Record<string, string>) => {
    delete files["allowed.yaml"];
  };
  const drawing = {
    type: "drawing-started",
    purpose: "evaluate",
    models: [
      {
        model: "tiny-cascade",
        ...drew,
        lineage: { dataset: "shapes", fingerprint: "f", cardSha256: digest },
        exception: null,
        filters: digest,
      },
    ],
    prompts: seal("d"),
    counts: { judged: 1, blocked: 0, flagged: 0, images: 1 },
    policies: { prompt: digest, image: null },
    promptFilters: digest,
  } as unknown as GateEvent;

  it("asks, draws and evaluates nothing, and names what mends it", async () => {
    const bare = await world(without);
    const blocked = { ...asked(), type: "prompt-blocked" } as unknown as { verdict?: string };
    delete blocked.verdict;
    for (const event of [asked(), blocked as GateEvent, drawing]) {
      const attempt = bare.gate.act(bare.keys.ann, event);
      await expect(attempt).rejects.toEqual(refusedBy("no-allow-list"));
      await expect(attempt).rejects.toThrow(/sluice gate rules --allow/u);
    }
  });

  it("neither starts, looks at nor releases what was asked for while there was one", async () => {
    const bare = await world();
    const image = await releasable(bare);
    const { seq } = await bare.gate.act(bare.keys.ann, asked());
    await bare.gate.act(bare.keys.bo, approval(`r${seq}`, bare.clock));
    const files = { ...bare.gate.state.files };
    without(files);
    await bare.gate.act(bare.keys.cy, { type: "rules-changed", files, reason: seal("gone") });
    for (const [who, event] of [
      ["ann", started(`r${seq}`)],
      ["dee", rechecked(image)],
      ["bo", released(image)],
    ] as const)
      await expect(bare.gate.act(bare.keys[who], event)).rejects.toEqual(refusedBy("no-allow-list"));
    await expect(bare.gate.act(bare.keys.dee, revealed(image))).rejects.toEqual(refusedBy("not-rechecked"));
  });
});

describe("a release", () => {
  it("releases nothing that rests on what was taken from the list since", async () => {
    const late = await world();
    const image = await releasable(late);
    const files = { ...late.gate.state.files, "allowed.yaml": "" };
    const gone = JSON.stringify({ ...allowList, filters: { prompt: [digest], image: ["cd".repeat(32)] } });
    await late.gate.act(late.keys.cy, {
      type: "rules-changed",
      files: { ...files, "allowed.yaml": gone },
      reason: seal("a filter that errs"),
    });
    await expect(late.gate.act(late.keys.bo, released(image))).rejects.toEqual(refusedBy("foreign-filters"));
    await late.gate.act(late.keys.cy, {
      type: "rules-changed",
      files: { ...files, "allowed.yaml": JSON.stringify(allowList) },
      reason: seal("it does not err"),
    });
    await late.gate.act(late.keys.bo, released(image));
  });
});
