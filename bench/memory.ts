import { join } from "node:path";
import { packTar, type SourcePair } from "./pack.ts";
import { auditTar } from "./pipeline.ts";

/** Peak memory of one audit. */
export interface Peak {
  readonly pairs: number;
  /** Peak memory of the program and its workers, bytes. */
  readonly bytes: number;
  readonly perSecond: number;
}

/** Peak memory of audits of 1,000 and 10,000 pairs, each one tar in `folder`. */
export async function measureMemory(pairs: readonly SourcePair[], folder: string): Promise<readonly Peak[]> {
  const peaks: Peak[] = [];
  for (const count of [1000, 10_000]) {
    const tar = join(folder, `${count}.tar`);
    await packTar(pairs, count, tar);
    const options = { model: "nsfw-mobilenet-v2", filters: "image-basics,nsfw-image" };
    const { peakBytes, perSecond } = await auditTar(tar, options);
    peaks.push({ pairs: count, bytes: peakBytes, perSecond });
  }
  return peaks;
}
