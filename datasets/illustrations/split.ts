import { share } from "./share.ts";

/** `combination`: a concept that is trained on, in a style in which it is not. */
export type Split = "train" | "validation" | "test" | "combination";

const VALIDATION = 0.04;
const TEST = 0.08;
const COMBINATION = 0.03;

/**
 * Where the pictures of a concept in a style belong. A concept is in `train` or in `validation` or in `test` in every
 * style, since vendors draw the same emoji much alike.
 * @param styles in how many styles the concept is drawn: one that has only one is never held out in it
 */
export function splitOf(concept: string, style: string, styles: number): Split {
  const at = share("split", concept);
  if (at < VALIDATION) return "validation";
  if (at < VALIDATION + TEST) return "test";
  return styles > 1 && share("combination", concept, style) < COMBINATION ? "combination" : "train";
}
