import { generateX25519Identity, identityToRecipient } from "age-encryption";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../../../src/digest/sha256.ts";
import { openQuarantine } from "../../../../src/gate/quarantine/quarantine.ts";
import { exchanged } from "../../../../src/gate/roster/people.ts";
import type { GateEvent } from "../../../../src/ledger/event.ts";
import { seal } from "../../../../src/ledger/sealed.ts";
import { quarantineFolder } from "../../../../src/verbs/record.ts";
import { reveal } from "../../../../src/verbs/reveal.ts";
import {
  approval,
  asked,
  judged,
  rechecked,
  sessionAt,
  started,
  type World,
  world,
} from "../../../support/gate-world.ts";

const identity = await generateX25519Identity();
const recipients = [await identityToRecipient(identity)];

/** A grey square. */
function square(grey: number): Sharp {
  const background = { r: grey, g: grey, b: grey };
  return sharp({ create: { width: 64, height: 64, channels: 3, background } });
}

const still = await square(90).png().toBuffer();
const webp = await square(90).webp().toBuffer();
const film = await sharp([still, await square(200).png().toBuffer()], { join: { animated: true } })
  .gif()
  .toBuffer();

/** An image of ann's whose sealed file a patched client of hers made: not by our recorder. */
async function sealedBy(w: World, png: Uint8Array): Promise<string> {
  await w.gate.act(w.keys.cy, (state) => ({
    type: "roster-changed",
    people: exchanged(state.people.values(), { ...w.people.bo, recipients }),
    reason: seal("an age key"),
  }));
  const { seq } = await w.gate.act(w.keys.ann, asked());
  const [request, id] = [`r${seq}`, `r${seq}.0`];
  await w.gate.act(w.keys.bo, approval(request, w.clock));
  await w.gate.act(w.keys.ann, started(request));
  const now = () => new Date(w.clock);
  const quarantine = await openQuarantine(quarantineFolder(w.folder), { recipients, now });
  const facts = { id, job: request, stage: "base", width: 64, height: 64, rules: [], scores: {} };
  const made = { png, thumbnail: still, policySha256: "cd".repeat(32), blocked: false };
  const { sealedSha256: sha256, sealedBytes: bytes } = await quarantine.put({ ...facts, ...made });
  const says = judged(request, 0, "pass") as Extract<GateEvent, { type: "image-judged" }>;
  await w.gate.act(w.keys.ann, { ...says, sealed: { sha256, bytes }, content: sha256Of(png) });
  await w.gate.act(w.keys.bo, rechecked(id));
  return id;
}

const look = async (w: World, image: string) =>
  reveal(sessionAt(w, "bo", identity), { image, rung: 4, width: 64, height: 64 });

describe("a sealed image", () => {
  it("is shown as the pixels that filters and a release decode", async () => {
    const w = await world();
    expect((await look(w, await sealedBy(w, still))).data[0]).toBe(90);
  });

  it.each([
    ["a film", film, /gif of 2 frames/u],
    ["another format", webp, /webp of 1 frames/u],
    ["no picture", Buffer.from("not a picture"), /Cannot decode image/u],
  ])("is one still PNG, whatever a requester's process sealed: nobody is shown %s", async (_, png, words) => {
    const w = await world();
    const id = await sealedBy(w, png);
    await expect(look(w, id)).rejects.toMatchObject({
      exitCode: 3,
      reasons: [{ rule: "no-still-picture", reason: expect.stringMatching(words) }],
    });
    expect(w.gate.state.images.get(id)?.revealed.size).toBe(0);
  });
});
