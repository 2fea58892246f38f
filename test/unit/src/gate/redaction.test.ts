import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { verifyLedger } from "../../../../src/gate/verify.ts";
import { type Entry, readEntry, writeEntry } from "../../../../src/ledger/entry.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { exportLedger, inClear } from "../../../../src/verbs/export-folder.ts";
import {
  approval,
  asked,
  judged,
  rechecked,
  released,
  revealed,
  reviewed,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** 10,000 harmless prompts: what an outsider would try. */
const dictionary = (() => {
  const counts = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
  const colours = ["red", "blue", "green", "yellow", "white", "black", "orange", "purple", "grey", "brown"];
  const things = ["circle", "boat", "house", "tree", "kite", "lamp", "chair", "apple", "bridge", "cloud"];
  const places = [
    "a hill",
    "a lake",
    "a table",
    "the snow",
    "a roof",
    "the sand",
    "a shelf",
    "a road",
    "a lawn",
    "the moon",
  ];
  return counts.flatMap((count) =>
    colours.flatMap((colour) =>
      things.flatMap((thing) => places.map((place) => `${count} ${colour} ${thing} on ${place}`)),
    ),
  );
})();

/** What public filters and a public model make of a prompt: full precision, so that each prompt has its own. */
function derivedFrom(prompt: string) {
  const degree = (name: string) => (parseInt(sha256(`${name} ${prompt}`).slice(0, 12), 16) / 16 ** 12) * 0.4;
  const scores = {
    text_toxicity: degree("toxicity"),
    text_obscene: degree("obscene"),
    prompt_length: prompt.length,
  };
  return {
    scores,
    imageScores: { image_porn: degree("porn"), image_neutral: degree("neutral") },
    content: sha256(`pixels of ${prompt}`),
    bytes: 10_000 + (parseInt(sha256(prompt).slice(0, 6), 16) % 100_000),
    mark: sha256(`mark of ${prompt}`).slice(0, 8),
    c2pa: sha256(`receipt of ${prompt}`),
  };
}

/** The events of one image that left, as the gate writes them. */
function eventsOf(prompt: string, request: string): readonly GateEvent[] {
  const { scores, imageScores, content, bytes, mark, c2pa } = derivedFrom(prompt);
  const receipt = sha256(`${Math.random()}`);
  const image = judged(request, 0, "pass");
  const left = released(`${request}.0`);
  return [
    { ...asked(), prompt: seal(prompt), scores } as GateEvent,
    {
      ...image,
      ...{ content, receipt },
      sealed: { sha256: sha256(`${Math.random()}`), bytes },
      stages: [{ stage: "base", size: 16, verdict: "pass", rules: [], scores: imageScores }],
    } as GateEvent,
    {
      ...left,
      receipt,
      file: { sha256: sha256(`${Math.random()}`), bytes, format: "png" },
      provenance: { c2pa, iptc: true, watermark: mark },
    } as GateEvent,
  ];
}

/**
 * Prompts of the dictionary that an export points at: by a number or a digest of theirs that stands in it, salted by
 * nothing, or because no other prompt has the facts that stay in sight.
 */
function recovered(text: string, entries: readonly Entry[]): readonly string[] {
  const found = new Set<string>();
  const numbers = new Set(text.match(/(?<=[:[,])\d+(?:\.\d+)?(?:e-?\d+)?(?=[,}\]])/gu));
  const digests = new Set(text.match(/[0-9a-f]{8,64}/gu));
  const sight = (event: GateEvent) =>
    event.type === "request" ? JSON.stringify([event.verdict, event.rules, event.model, event.images]) : null;
  for (const prompt of dictionary) {
    const { scores, imageScores, content, bytes, mark, c2pa } = derivedFrom(prompt);
    const values = [scores.text_toxicity, scores.text_obscene, ...Object.values(imageScores), bytes];
    const hashes = [
      content,
      mark,
      c2pa,
      sha256(prompt),
      sha256(JSON.stringify(prompt)),
      sha256(JSON.stringify(["", prompt])),
    ];
    if (values.some((value) => numbers.has(String(value))) || hashes.some((hash) => digests.has(hash)))
      found.add(prompt);
  }
  // A fact in sight that one request alone has would tell it from the others.
  const seen = entries.flatMap(({ event }) => sight(event) ?? []);
  expect(new Set(seen).size).toBeLessThanOrEqual(1);
  return [...found];
}

/** Images of so many secret prompts, released at a gate. */
async function gateOf(secrets: readonly string[]): Promise<World> {
  const w = await world((files) => {
    files["settings.yaml"] = (files["settings.yaml"] ?? "")
      .replace("requests: 20", "requests: 1000")
      .replace("images: 40", "images: 1000");
  });
  for (const prompt of secrets) {
    const request = `r${w.gate.entries.length}`;
    const [ask, judge, leave] = eventsOf(prompt, request) as [GateEvent, GateEvent, GateEvent];
    await w.gate.act(w.keys.ann, ask);
    await w.gate.act(w.keys.bo, approval(request, w.clock));
    await w.gate.act(w.keys.ann, started(request));
    await w.gate.act(w.keys.ann, judge);
    const scores = derivedFrom(prompt).imageScores;
    await w.gate.act(w.keys.bo, { ...rechecked(`${request}.0`), scores } as GateEvent);
    await w.gate.act(w.keys.bo, revealed(`${request}.0`));
    await w.gate.act(w.keys.bo, reviewed(`${request}.0`, "pass"));
    await w.gate.act(w.keys.bo, leave);
  }
  return w;
}

describe("a redacted export", () => {
  const secrets = dictionary.filter((_, i) => i % 997 === 3);

  it("tells a dictionary of 10,000 prompts none of them: not by scores, lengths, rules or digests", async () => {
    expect(new Set(dictionary).size).toBe(10_000);
    const w = await gateOf(secrets);
    const out = join(mkdtempSync(join(tmpdir(), "sluice-export-")), "out");
    await exportLedger(w.gate, out, true);
    const text = readFileSync(join(out, "ledger.jsonl"), "utf8");
    const entries = text.split("\n").filter(Boolean).map(readEntry);
    expect(recovered(text, entries)).toEqual([]);
    expect(inClear(w.gate)).toBe(0);
    expect(text).toContain('"band":"low"');
    const found = await verifyLedger(join(out, "ledger.jsonl"), {
      checkpoints: [],
      keys: [w.keys.cy.public],
      redacted: true,
    });
    expect(found).toMatchObject({ valid: true, entries: w.gate.entries.length });
    // Rules and verdicts stay.
    expect(entries.filter(({ event }) => event.type === "release").length).toBe(secrets.length);
  });

  it("would tell all of them as entries were before: the attack itself works", async () => {
    const w = await world();
    const head = {
      ...{ origin: "test.example/gate", time: new Date(w.clock).toISOString(), previous: "0".repeat(64) },
      ...{ schema: "sluice.ledger/1" as const, actor: w.people.ann.id, key: w.keys.ann.public.id },
    };
    const lines = secrets.flatMap((prompt, i) =>
      eventsOf(prompt, `r${i}`).map((event, k) => {
        const line = JSON.parse(writeEntry({ ...head, seq: 3 * i + k }, event, w.keys.ann));
        return JSON.stringify({ ...line, disclosures: {} });
      }),
    );
    // By lengths alone a few others too.
    expect(recovered(lines.join("\n"), [])).toEqual(expect.arrayContaining([...secrets]));
  });

  it("keeps values whole inside the house, and shows one that was changed", async () => {
    const [secret = ""] = secrets;
    const w = await gateOf([secret]);
    const again = await w.again();
    const request = [...again.state.requests.values()][0];
    expect(request?.asked.scores).toEqual(derivedFrom(secret).scores);
    const line = readFileSync(join(w.folder, "ledger.jsonl"), "utf8").split("\n")[request?.seq ?? 0] ?? "";
    expect(() => readEntry(line.replace(/\\"prompt_length\\":\d+/u, '\\"prompt_length\\":7'))).toThrow(
      /a value does not fit its commitment/u,
    );
    expect(() => readEntry(line.replace('"band":"low"', '"band":"high"'))).toThrow(/not of the band/u);
  });
});
