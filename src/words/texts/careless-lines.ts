import { counted } from "../../process/figures.ts";
import type { Careless } from "../../run/careless.ts";

/** What is to be said of verdicts that may not rest on what they judge; nothing where there are none. */
export function carelessLines({ verdicts, hasty, unrevealed, either, leftOut }: Careless): readonly string[] {
  if (either === 0) return [];
  const what = `${hasty} within half a second, ${unrevealed} with neither image nor caption revealed`;
  return [
    leftOut
      ? `${either} of ${counted(verdicts, "verdict")} left out: ${what}`
      : `of ${counted(verdicts, "verdict")} ${what}; --careful leaves these ${either} out`,
  ];
}
