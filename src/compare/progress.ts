import type { DuelPicture } from "./comparison.ts";
import type { Side } from "./duel.ts";

/** Whether a prompt's two pictures can be voted on, and why not. */
export type DuelStanding =
  | { readonly kind: "making" }
  | { readonly kind: "ready" }
  | { readonly kind: "refused"; readonly refused: readonly Side[] }
  | { readonly kind: "failed"; readonly reason: string };

/** Where two pictures stand: a preference needs both of them. A failure is no refusal, and counts nowhere. */
export function duelStandingOf(pictures: Readonly<Record<Side, DuelPicture>>): DuelStanding {
  const missing = (["a", "b"] as const).flatMap((side) => {
    const picture = pictures[side];
    return "reason" in picture ? [{ side, ...picture }] : [];
  });
  const failed = missing.find(({ refused }) => !refused);
  if (failed) return { kind: "failed", reason: failed.reason };
  return missing.length === 0
    ? { kind: "ready" }
    : { kind: "refused", refused: missing.map(({ side }) => side) };
}
