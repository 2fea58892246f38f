import type { Pixels } from "../../../models/index.ts";
import type { Scores } from "./output-filter.ts";
import type { GenerationReceipt } from "./receipt.ts";

interface Of {
  /** Its number in the request, from 0. */
  readonly image: number;
  readonly prompt: string;
  readonly seed: number;
  /** The last stage that made it. */
  readonly stage: string;
  readonly size: number;
  readonly receipt: GenerationReceipt;
}

/** What became of one image. A refused or faulty one carries no pixels: who may see them is for the output filter. */
export type Outcome =
  | (Of & { readonly kind: "done"; readonly pixels: Pixels; readonly scores: Scores })
  | (Of & {
      readonly kind: "refused";
      readonly rules: readonly [string, ...string[]];
      readonly scores: Scores;
    });
