const DIGITS = 6;

/** A copy of a document's data with every number rounded to six decimals: figures are not surer than that. */
export function rounded<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      typeof item === "number" ? Number(item.toFixed(DIGITS)) : item,
    ),
  ) as T;
}
