import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import type { Row } from "../../../../filters/index.ts";
import { openOutputGate } from "../../../../src/gate/output/output-filter.ts";
import { openTextReader } from "../../../../src/gate/output/text-reader.ts";
import { openPromptGate } from "../../../../src/gate/prompt/prompt-gate.ts";
import { ownAllowList } from "../../../../src/gate/rules/own-list.ts";
import { filtersDigest } from "../../../../src/gate/scores.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import type { StageImage } from "../../../../src/pipelines/generate/output-filter.ts";
import { approve } from "../../../../src/verbs/approve.ts";
import { reveal } from "../../../../src/verbs/reveal.ts";
import { drawnPicture } from "../../../support/gate-pictures.ts";
import { recorderFor } from "../../../support/gate-recorder.ts";
import {
  allowList,
  approval,
  asked,
  receipt,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";
import { blockedPrompt } from "../../../support/red-team.ts";

let w: World;
let identity = "";
/** A prompt that the rules block: never to be printed. */
let blocked = "";
/** What the output filters of this installation are, and what they say of a picture. */
let filters = "";
let judge: (image: StageImage) => Promise<{ readonly pass: boolean; readonly scores: Row }>;

const pixels = drawnPicture();
const size = pixels.width;

beforeAll(async () => {
  blocked = await blockedPrompt();
  const list = await ownAllowList(allowList);
  w = await world((files) => {
    files["allowed.yaml"] = list;
  });
  identity = await generateX25519Identity();
  const recipients = [await identityToRecipient(identity)];
  const people = [...w.gate.state.people.values()].map((one) =>
    one.roles.includes("reviewer") ? { ...one, recipients } : one,
  );
  await w.gate.act(w.keys.cy, { type: "roster-changed", people, reason: seal("age keys") });
  const promptGate = await openPromptGate({ device: "auto", people: w.gate.state.rules?.people ?? [] });
  const textReader = await openTextReader("auto");
  const hashes = { exception: "none is here" };
  const output = await openOutputGate({ device: "auto", promptGate, hashes, textReader });
  filters = filtersDigest([...output.filters, ...promptGate.filters]);
  judge = async (image) => {
    const [verdict] = await output.judge([image]);
    if (verdict === undefined) throw new Error("no verdict");
    return verdict;
  };
  return async () => {
    await output.close();
    await promptGate.close();
  };
});

const claims = (prompt: string) => ({ ...asked(), prompt: seal(prompt) }) as GateEvent;
const refused = (rule: string) => ({ exitCode: 3, reasons: [{ rule }] });

/** A request's only image, sealed with the scores that its requester's process says. */
async function sealed(prompt: string, told: (scores: Row) => Row): Promise<string> {
  const { seq } = await w.gate.act(w.keys.ann, claims(prompt));
  const request = `r${seq}`;
  await w.gate.act(w.keys.bo, approval(request, w.clock));
  await w.gate.act(w.keys.ann, { ...started(request), filters } as GateEvent);
  const { saw, record } = await recorderFor(w, request, () => new Date(w.clock));
  const image = { stage: "base", size, image: 0, prompt, pixels, finite: true, memorisation: null };
  const { scores } = await judge({ ...image, prompt: "a red circle" });
  const row = told(scores);
  saw([image], [{ pass: true, scores: row }]);
  await record({
    kind: "done",
    image: 0,
    prompt,
    seed: 1,
    stage: "base",
    size,
    receipt,
    pixels,
    scores: row,
  });
  return `${request}.0`;
}

const look = (image: string) => reveal(sessionAt(w, "bo", identity), { image, rung: 4, width: 8, height: 8 });

describe("what a requester's process says of a prompt", () => {
  it("is not believed by who approves: their own filters block it, and nothing is granted", async () => {
    const { seq } = await w.gate.act(w.keys.ann, claims(blocked));
    const approved = approve(sessionAt(w, "bo"), `r${seq}`);
    await expect(approved).rejects.toMatchObject(refused("prompt-blocked-here"));
    await expect(approved).rejects.toThrow(/what its requester recorded is not believed/u);
    expect(w.gate.entries.length).toBe(seq + 1);
    expect(w.gate.state.requests.get(`r${seq}`)?.status).toBe("waiting");
  });

  it("is not believed by who looks either, who sees nothing and records no look", async () => {
    const image = await sealed(blocked, (scores) => scores);
    const entries = w.gate.entries.length;
    await expect(look(image)).rejects.toMatchObject(refused("prompt-blocked-here"));
    expect(w.gate.entries.length).toBe(entries);
  });
});

describe("what a requester's process leaves out of its record", () => {
  it("differs too: a look wants every score that the same filters give", async () => {
    const image = await sealed("a red circle", ({ image_porn: _, ...rest }) => rest);
    const entries = w.gate.entries.length;
    await expect(look(image)).rejects.toMatchObject(refused("recheck-omitted"));
    await expect(look(image)).rejects.toThrow(/lacks image_porn, which the same filters give/u);
    expect(w.gate.entries.length).toBe(entries);
  });

  it("is nothing where the record is honest: the picture is shown", async () => {
    const image = await sealed("a red circle", (scores) => scores);
    await expect(look(image)).resolves.toMatchObject({ width: expect.any(Number) });
  });
});
