import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadClip, modelFolder } from "../../../models/index.ts";

/** Vectors that PyTorch gave for three captions and a picture: models/icon-clip/training/export.py. */
const golden = JSON.parse(readFileSync(join(modelFolder("icon-clip"), "golden.json"), "utf8")) as {
  readonly picture: readonly number[];
  readonly captions: readonly { readonly caption: string; readonly vector: readonly number[] }[];
};

const SIDE = 64;

/** export.py's `ramp`: (3x + 5y + 40c) mod 256. */
function ramp(): { data: Uint8Array; width: number; height: number } {
  const data = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return (3 * (pixel % SIDE) + 5 * Math.floor(pixel / SIDE) + 40 * (i % 3)) % 256;
  });
  return { data, width: SIDE, height: SIDE };
}

function cosine(a: Iterable<number>, b: readonly number[]): number {
  return [...a].reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}

let clip: Awaited<ReturnType<typeof loadClip>>;
beforeAll(async () => {
  clip = await loadClip("icon-clip", { device: "cpu" });
});
afterAll(() => clip.close());

describe("the scorer icon-clip, whose texts go through the shared text encoder", () => {
  it("places captions where PyTorch placed them", async () => {
    const vectors = await clip.embedTexts(golden.captions.map(({ caption }) => caption));
    expect(vectors).toHaveLength(3);
    for (const [i, { vector }] of golden.captions.entries()) {
      expect(vectors[i]).toHaveLength(128);
      expect(cosine(vectors[i] ?? [], vector)).toBeGreaterThan(0.9999);
    }
  });

  it("places a picture where PyTorch placed it", async () => {
    const [vector = new Float32Array()] = await clip.embedImages([ramp()]);
    expect(cosine(vector, golden.picture)).toBeGreaterThan(0.9999);
  });
});
