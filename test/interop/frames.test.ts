import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeFrames } from "../../datasets/index.ts";
import { movingImages } from "../support/moving-images.ts";
import { inPython, withoutPython } from "../support/python.ts";
import { scratchFolder } from "../support/run-files.ts";

type Shown = readonly [width: number, height: number, rgb: string];

const folder = scratchFolder()("frames");

describe.skipIf(withoutPython)("the frames of an image", () => {
  it("are as many as Pillow shows, of the same sizes and the same pixels", async () => {
    mkdirSync(folder);
    const images = (await movingImages()).map((one, i) => ({ ...one, path: join(folder, String(i)) }));
    for (const { path, bytes } of images) writeFileSync(path, bytes);
    const paths = images.map(({ path }) => path);
    const pillow = (await inPython("frames.py", ...paths)) as Record<string, readonly Shown[]>;
    for (const { name, path, bytes } of images) {
      const { facts, pixels, further } = await decodeFrames(bytes);
      const ours = [pixels];
      for await (const frame of further()) ours.push(frame.pixels);
      const theirs = pillow[path] ?? [];
      expect(theirs.length, name).toBeGreaterThan(2);
      expect(facts.frames, name).toBe(theirs.length);
      expect(ours.map((one) => [one?.width, one?.height], name)).toEqual(theirs.map(([w, h]) => [w, h]));
      const apart = theirs.map(([, , rgb], i) => difference(ours[i]?.data, Buffer.from(rgb, "base64")));
      expect(Math.max(...apart), `${name}: ${apart.join(", ")}`).toBeLessThan(1);
    }
  });
});

/** Mean absolute difference of two pictures, in [0, 255]. */
function difference(ours: Uint8Array | undefined, theirs: Uint8Array): number {
  if (ours === undefined) return 255;
  return theirs.reduce((sum, value, i) => sum + Math.abs(value - (ours[i] ?? 0)), 0) / theirs.length;
}
