import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import sharp from "sharp";
import { sha256Of } from "../../../src/digest/sha256.ts";
import type { OutputGate } from "../../../src/gate/output/output-filter.ts";
import type { PromptGate } from "../../../src/gate/prompt/prompt-gate.ts";
import { exchanged } from "../../../src/gate/roster/people.ts";
import { filtersDigest } from "../../../src/gate/scores.ts";
import { seal } from "../../../src/ledger/sealed.ts";
import { takePicture } from "../../../src/outside/elsewhere/picture.ts";
import { takeIn } from "../../../src/outside/elsewhere/take-in.ts";
import { plainPng } from "../../../src/provenance/encode.ts";
import { allowList, digest, world } from "../../support/gate-world.ts";
import { type Attempt, Foiled } from "../attempt.ts";
import { foreignMaker, grantedElsewhere } from "../steps.ts";

const picture = (background: string) =>
  sharp({ create: { width: 32, height: 32, channels: 3, background } }).png();

export const attempt: Attempt = {
  what: "the file is exchanged while filters look at it, so that another picture is sealed than was judged",
  fault: 13,
  check: {
    rule: "sealed-as-measured",
    file: "src/outside/elsewhere/take-in.ts",
    on: "await plainPng(picture.pixels)",
    off: 'await (await import("node:fs/promises")).readFile(row.path)',
  },
  async run() {
    const w = await world((files) => {
      const filters = { ...allowList.filters, image: [filtersDigest([])] };
      files["allowed.yaml"] = JSON.stringify({ ...allowList, filters });
    });
    const recipients = [await identityToRecipient(await generateX25519Identity())];
    await w.gate.act(w.keys.cy, ({ people }) => ({
      type: "roster-changed",
      people: exchanged(people.values(), { ...w.people.bo, recipients }),
      reason: seal("a test"),
    }));
    const path = join(mkdtempSync(join(tmpdir(), "sluice-exchange-")), "one.png");
    await picture("#d22").toFile(path);
    const judge = async () => {
      await picture("#222").toFile(path);
      return [{ pass: true, scores: {} }];
    };
    const output = {
      policy: { sha256: digest },
      filters: [],
      notChecked: [],
      judge,
    } as unknown as OutputGate;
    const prompts = { filters: [] } as unknown as PromptGate;
    const { id: model, manifest, stated } = foreignMaker;
    const granted = await grantedElsewhere(w);
    const row = { prompt: "a red circle", negative: null, seed: 1, model: stated, file: "one.png", path };
    const taken = await takePicture(path);
    const { image } = await takeIn(
      { gate: w.gate, key: w.keys.ann, prompts, output, now: () => new Date(w.clock) },
      { row, picture: taken, ...granted, model, manifest },
    );
    const sealed = w.gate.state.images.get(image)?.judged.content;
    if (sealed === sha256Of(await plainPng(taken.pixels))) throw new Foiled("sealed-as-measured");
  },
};
