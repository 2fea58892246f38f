import { decimalsInterval } from "../process/figures.ts";
import type { Measure } from "./measures.ts";

const DIGITS = 6;

/** A copy of a document's data with every number rounded to six decimals: figures are not surer than that. */
export function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === "number" ? Number(item.toFixed(DIGITS)) : item,
    ),
  ) as T;
}

/** `0.123 [0.100, 0.146]`: a figure with its interval, in words. */
export function figureText(figure: Measure | undefined): string {
  if (figure === undefined || figure.value === null) return "–";
  return decimalsInterval(figure.value, figure.low, figure.high, 3);
}
