import type { Remark } from "../finding.ts";

/** A card's metadata as an object. */
export type Card = Readonly<Record<string, unknown>>;

/** One thing that can be wrong with a dataset card. */
export interface CardRule {
  readonly id: string;
  readonly about: string;
  check(card: Card, as11: Card): readonly Remark[];
}
