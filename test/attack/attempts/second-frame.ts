import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { takePicture } from "../../../src/outside/elsewhere/picture.ts";
import type { Attempt } from "../attempt.ts";

export const attempt: Attempt = {
  what: "a picture made elsewhere hides a second one in a further frame",
  fault: 13,
  check: {
    rule: "more-than-a-picture",
    file: "src/outside/elsewhere/picture.ts",
    on: "if ((facts.frames ?? 1) !== 1 || facts.animated)",
    off: "if (false)",
  },
  async run() {
    const path = join(mkdtempSync(join(tmpdir(), "sluice-frames-")), "film.webp");
    const frame = (background: string) =>
      sharp({ create: { width: 32, height: 32, channels: 3, background } })
        .png()
        .toBuffer();
    const frames = [await frame("#d22"), await frame("#222")];
    await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0, delay: [100, 100] })
      .toFile(path);
    await takePicture(path);
  },
};
