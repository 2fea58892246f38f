import { beforeAll, describe, expect, it } from "vitest";
import { manifestDigest } from "../../../../src/digest/manifest.ts";
import { ledgerPath } from "../../../../src/gate/gate.ts";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { factsOf } from "../../../../src/verbs/facts.ts";
import { workOf } from "../../../../src/verbs/work.ts";
import {
  approval,
  asked,
  digest,
  drew,
  judged,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const other = "cd".repeat(32);
const allowed = (change: object = {}) =>
  JSON.stringify({
    policies: { prompt: [digest], image: [digest] },
    filters: { prompt: [digest], image: [digest] },
    models: [
      {
        id: "tiny-cascade",
        manifest: digest,
        weights: manifestDigest(drew.weights),
        stages: ["base", "super"],
      },
    ],
    tolerance: 0.01,
    ...change,
  });
let w: World;
beforeAll(async () => {
  w = await world((files) => {
    files["allowed.yaml"] = allowed();
  });
});

async function granted(): Promise<string> {
  const { seq } = await w.gate.act(w.keys.ann, asked());
  await w.gate.act(w.keys.bo, approval(`r${seq}`, w.clock));
  return `r${seq}`;
}

const refusedBy = (rule: string) =>
  expect.objectContaining({ exitCode: 3, reasons: [expect.objectContaining({ rule })] });
const named = { stages: ["base", "super"] };

describe("a gate with an allow-list", () => {
  it.each([
    ["a policy", { policy: other }, "foreign-policy"],
    ["filters", { filters: other }, "foreign-filters"],
  ])(
    "refuses a prompt judged by %s that the list does not name, and says who may add it",
    async (_, change, rule) => {
      const attempt = w.gate.act(w.keys.ann, { ...asked(), ...change } as GateEvent);
      await expect(attempt).rejects.toEqual(refusedBy(rule));
      await expect(attempt).rejects.toThrow(
        /is not the gate's own; a steward adds .*: sluice gate rules --allow/u,
      );
    },
  );

  it.each([
    ["a policy", { policy: other }, "foreign-policy"],
    ["filters", { filters: other }, "foreign-filters"],
    ["weights", { weights: { "base.onnx": other } }, "foreign-weights"],
    ["stages", { stages: ["base"] }, "foreign-stages"],
    ["no stages", { stages: undefined }, "no-stages"],
    ["no weights", { weights: {} }, "no-weights"],
    ["an empty lineage", { lineage: { dataset: "", fingerprint: "", cardSha256: digest } }, "empty-lineage"],
  ])("refuses a start by %s", async (_, change, rule) => {
    const event = JSON.parse(
      JSON.stringify({ ...started(await granted()), ...named, ...change }),
    ) as GateEvent;
    await expect(w.gate.act(w.keys.ann, event)).rejects.toEqual(refusedBy(rule));
  });

  it("refuses another manifest but under a steward's exception for it", async () => {
    const { seq } = await w.gate.act(w.keys.ann, { ...asked(), manifest: other } as GateEvent);
    const request = `r${seq}`;
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    const event = { ...started(request), ...named, manifest: other } as GateEvent;
    await expect(w.gate.act(w.keys.ann, event)).rejects.toEqual(refusedBy("foreign-model"));
    const expires = new Date(w.clock + 3_600_000).toISOString();
    const exception = {
      type: "exception",
      model: "tiny-cascade",
      manifest: other,
      reason: seal("a test"),
      expires,
    } as const;
    const made = await w.gate.act(w.keys.cy, exception);
    await w.gate.act(w.keys.ann, { ...event, exception: made.seq } as GateEvent);
  });

  it.each([
    ["a stage that the generation lacks", ["base", "more"], "unknown-stage"],
    ["stages out of order", ["super", "base"], "unknown-stage"],
    ["a pass before the last stage", ["base"], "unknown-stage"],
    ["every stage", ["base", "super"], null],
  ])("judges an image by %s", async (_, stages, rule) => {
    const request = await granted();
    await w.gate.act(w.keys.ann, { ...started(request), ...named } as GateEvent);
    const event = judged(request, 0, "pass") as Extract<GateEvent, { type: "image-judged" }>;
    const [one] = event.stages;
    const attempt = w.gate.act(w.keys.ann, {
      ...event,
      stages: stages.flatMap((stage) => (one ? [{ ...one, stage }] : [])),
    });
    if (rule === null) await expect(attempt).resolves.toMatchObject({ event: { type: "image-judged" } });
    else await expect(attempt).rejects.toEqual(refusedBy(rule));
  });

  it("says to who approves, and to who verifies, what is not its own", async () => {
    const known = await w.gate.act(w.keys.ann, asked());
    const strange = await w.gate.act(w.keys.ann, { ...asked(), manifest: "ef".repeat(32) } as GateEvent);
    const factsAt = (seq: number) => factsOf(sessionAt(w, "bo"), `r${seq}`);
    expect(factsAt(known.seq)).toMatchObject({ foreign: [] });
    const [words] = (factsAt(strange.seq) as { foreign: readonly string[] }).foreign;
    expect(words).toMatch(
      /tiny-cascade \(manifest efef.*is not the gate's own, and no exception stands behind it/u,
    );
    expect(workOf(w.gate.state).find(({ id }) => id === `r${strange.seq}`)?.what).toContain(words);
    const against = { checkpoints: [], keys: [], redacted: false };
    expect((await verifyLedger(ledgerPath(w.folder), against)).foreign).toEqual([]);
    // What was before the list is held against it too.
    const none = await world((files) => {
      delete files["allowed.yaml"];
    });
    expect((await verifyLedger(ledgerPath(none.folder), against)).foreign).toBeNull();
    const late = await world((files) => {
      const both = { prompt: [digest, other], image: [digest] };
      files["allowed.yaml"] = allowed({ policies: both });
    });
    await late.gate.act(late.keys.ann, { ...asked(), policy: other } as GateEvent);
    const rules = late.gate.entries.findLast(({ event }) => event.type === "rules-changed")?.event;
    const files = rules?.type === "rules-changed" ? rules.files : {};
    const listed = { ...files, "allowed.yaml": allowed() };
    await late.gate.act(late.keys.cy, { type: "rules-changed", files: listed, reason: seal("a list") });
    expect(await verifyLedger(ledgerPath(late.folder), against)).toMatchObject({
      valid: true,
      foreign: [
        expect.stringMatching(/^entry 4: the policy that judges prompts \(cdcd.*not the gate's own/u),
      ],
    });
  });

  it("takes no list that is none", async () => {
    const first = w.gate.entries[1]?.event;
    const files = first?.type === "rules-changed" ? { ...first.files } : {};
    for (const text of ["policies: 7", allowed({ tolerance: 2 }), "{"])
      await expect(
        w.gate.act(w.keys.cy, {
          type: "rules-changed",
          files: { ...files, "allowed.yaml": text },
          reason: seal("x"),
        }),
      ).rejects.toMatchObject({ message: expect.stringMatching(/allowed\.yaml: /u) });
  });
});
