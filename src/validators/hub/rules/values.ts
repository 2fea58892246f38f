import { meant } from "../../../process/nearest.ts";
import { fault, type Remark, warning } from "../../finding.ts";
import { child, listed, shown } from "../../json-path.ts";
import {
  annotationsCreators,
  languageCreators,
  licenses,
  multilinguality,
  sizeCategories,
  taskCategories,
  taskIds,
} from "../allowed.ts";
import type { CardRule } from "../rule.ts";

const tables: Readonly<Record<string, ReadonlySet<string>>> = {
  license: licenses,
  task_categories: taskCategories,
  task_ids: taskIds,
  size_categories: sizeCategories,
  annotations_creators: annotationsCreators,
  language_creators: languageCreators,
  multilinguality,
};

/** Keys whose values come from the hub's tables. */
export const values: CardRule = {
  id: "values",
  about: "values come from the tables the hub checks them against",
  check: (card) =>
    Object.entries(tables).flatMap(([key, table]) =>
      listed(card[key]).flatMap((value, i) =>
        judged(Array.isArray(card[key]) ? child(child("$", key), i) : child("$", key), key, value, table),
      ),
    ),
};

function judged(path: string, key: string, value: unknown, table: ReadonlySet<string>): readonly Remark[] {
  if (typeof value !== "string")
    return [fault({ path }, `wanted text, got ${shown(value)}`, `write one of the values of ${key}`)];
  if (table.has(value)) return [];
  const fix = meant(
    value,
    table,
    table.size > 20
      ? `choose a value from the hub's table of ${key}`
      : `write one of ${[...table].join(", ")}`,
  );
  // The hub's own sources disagree on these two.
  if (key === "size_categories" && ["other", "unknown"].includes(value))
    return [
      warning({ path }, `"${value}" is a size only to some of the hub's tools`, "write a band, as 1K<n<10K"),
    ];
  // The hub groups unknown narrower tasks without refusing them.
  return [(key === "task_ids" ? warning : fault)({ path }, `"${value}" is no value of ${key}`, fix)];
}
