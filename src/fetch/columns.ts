import { type FetchedRow, type FieldColumn, fieldTypeOf, widerType } from "../../datasets/index.ts";

/**
 * The columns of a shard's table: those of the shards before it, in their order and with their types wherever its own
 * values fit, so that shards are read as one table.
 */
export function columnsFor(
  before: readonly FieldColumn[],
  rows: readonly Pick<FetchedRow, "fields">[],
): readonly FieldColumn[] {
  const types = new Map<string, FieldColumn["type"] | "none">(before.map(({ name, type }) => [name, type]));
  for (const { fields } of rows)
    for (const [name, value] of fields) {
      const [known = "none", now] = [types.get(name), fieldTypeOf(value)];
      const fits = now === "none" || now === known || (now === "int64" && known === "double");
      types.set(name, fits ? known : known === "none" ? now : widerType(known, now));
    }
  return [...types].map(([name, type]) => ({ name, type: type === "none" ? "text" : type }));
}
