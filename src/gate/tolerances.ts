import type { Filter } from "../../filters/index.ts";
import { modelIds, readManifest } from "../../models/index.ts";

/** How far a model's score may differ between devices, as its manifest states; 0 for what is no model that scores. */
export function statedTolerance(id: string): number {
  if (!(modelIds as readonly string[]).includes(id)) return 0;
  const manifest = readManifest(id);
  return "tolerance" in manifest ? manifest.tolerance : 0;
}

/** The same by column of filters, for those that a model measures. */
export function tolerancesOf(
  filters: readonly Pick<Filter, "columns" | "models">[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    filters.flatMap(({ columns, models }) => {
      const stated = Math.max(0, ...models.map(({ id }) => statedTolerance(id)));
      const degrees = columns.filter(({ type }) => type === "float32");
      return stated === 0 ? [] : degrees.map(({ name }) => [name, stated] as const);
    }),
  );
}
