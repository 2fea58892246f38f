import type { Remark } from "../finding.ts";
import type { CroissantDocument } from "./node.ts";

/** One thing that can be wrong with a Croissant document. */
export interface Rule {
  readonly id: string;
  /** What it looks for, in a sentence. */
  readonly about: string;
  check(document: CroissantDocument): readonly Remark[];
}
