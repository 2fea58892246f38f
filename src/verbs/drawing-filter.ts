import type { Purpose } from "../ledger/drawing.ts";
import type { OutputFilter } from "../pipelines/generate/output-filter.ts";

/** What came of a drawing so far. */
export interface Tally {
  made: number;
  refused: number;
  /** Near copies of training pictures. */
  copies: number;
}

/** The rule of the image policy that finds a near copy. */
const COPY = "training-copy";

/**
 * The gate's output filter for one call of a drawing, which counts each picture's copy once. A comparison, which shows
 * pictures, and an audit, which says what would be shown, refuse a copy; instruments alone take it, since how many there are is one of their figures.
 */
export function counting(output: OutputFilter, tally: Tally, purpose: Purpose): OutputFilter {
  const found = new Set<number>();
  return {
    provides: output.provides,
    async judge(images) {
      const verdicts = await output.judge(images);
      return verdicts.map((verdict, i) => {
        if (verdict.pass || !verdict.rules.includes(COPY)) return verdict;
        const image = images[i]?.image ?? -1;
        if (!found.has(image)) tally.copies += 1;
        found.add(image);
        const alone = verdict.rules.every((rule) => rule === COPY);
        return alone && purpose === "evaluate" ? { pass: true, scores: verdict.scores } : verdict;
      });
    },
  };
}

/** Lets stages hand on what nobody will see: of a replay and a measurement only receipts come out. */
export const unseen: OutputFilter = {
  provides: ["image-filters"],
  judge: async (images) => images.map(() => ({ pass: true, scores: {} })),
};
