import type { Careless } from "../../run/careless.ts";

/** What is to be said of verdicts that may not rest on what they judge; nothing where there are none. */
export function carelessLines({ verdicts, hasty, unrevealed, either, leftOut }: Careless): readonly string[] {
  if (either === 0) return [];
  const what = `${hasty} within half a second, ${unrevealed} with neither image nor caption revealed`;
  return [
    leftOut
      ? `${either} of ${verdicts} verdicts left out: ${what}`
      : `of ${verdicts} verdicts ${what}; --careful leaves these ${either} out`,
  ];
}
