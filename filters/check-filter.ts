import { z } from "zod";
import type { Column, ColumnType, Filter, ScoreRow, Value } from "./filter.ts";
import { runColumns } from "./fold-rows.ts";
import { reservedWords, shippedColumns } from "./taken-columns.ts";

const reserved = new Set(reservedWords);

const column = z.object({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/u, "wanted an SQL identifier of lower-case letters, digits and _")
    .max(63)
    .refine((name) => !reserved.has(name), "is a word that SQL reserves"),
  type: z.enum(["float32", "int32", "bool", "utf8"]),
  range: z.tuple([z.number(), z.number()]).exactOptional(),
  meaning: z.string().min(1),
  worst: z.enum(["largest", "smallest", "all"]).exactOptional(),
  other: z.literal(true).exactOptional(),
});

const callable = z.custom<unknown>((value) => typeof value === "function", "wanted a function");

const shape = z.looseObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/u, "wanted lower-case letters, digits and -"),
  version: z.int().positive(),
  needs: z.enum(["caption", "image", "both"]),
  columns: z.array(column).min(1),
  models: z.array(z.object({ id: z.string(), sha256: z.string() })),
  score: callable,
  close: callable,
});

/**
 * Why a value is no filter that can run beside those of Sluice, in one line, or null.
 * @param taken ids and columns that others have already; those of Sluice's own columns are always taken
 */
export function filterTrouble(
  value: unknown,
  taken: { readonly ids: ReadonlySet<string>; readonly columns: ReadonlySet<string> },
): string | null {
  const result = shape.safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    return `${issue?.path.join(".") || "export"}: ${issue?.message}`;
  }
  const { id, columns } = result.data;
  if (taken.ids.has(id)) return `id "${id}" is taken by another filter`;
  const names = runColumns(columns).map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) return `column "${twice}" stands there twice`;
  const shadow = names.find((name) => taken.columns.has(name) || shippedColumns.includes(name));
  const source = names.find((name) => name.startsWith("source_"));
  if (source !== undefined) return `column "${source}" begins as fields of the dataset do: source_`;
  return shadow === undefined ? null : `column "${shadow}" is taken by another filter or by the run itself`;
}

/** A filter that broke its contract: its scores cannot be stored, and no other sample would be right. */
export class WrongRows extends Error {
  override readonly name = "WrongRows";
}

/** The filter with its rows held against what it declared. @throws WrongRows naming it, from `score` */
export function checkedFilter(filter: Filter): Filter {
  const { id, version, needs, models, device } = filter;
  // What was declared at the start counts, whatever a filter does to itself later.
  const columns = structuredClone(filter.columns);
  return {
    id,
    version,
    needs,
    columns,
    models: structuredClone(models),
    ...(device === undefined ? {} : { device }),
    async score(samples) {
      const rows = await filter.score(samples);
      const trouble = rowsTrouble(columns, samples.length, rows);
      if (trouble !== null) throw new WrongRows(`Cannot use filter "${id}": ${trouble}`);
      return rows;
    },
    close: () => filter.close(),
  };
}

/** Why rows are not what a filter with these columns may give for so many samples, in one line, or null. */
export function rowsTrouble(columns: readonly Column[], samples: number, rows: unknown): string | null {
  if (!Array.isArray(rows)) return "wanted an array of rows from score()";
  if (rows.length !== samples)
    return `wanted one row per sample, got ${rows.length} rows for ${samples} samples`;
  const byName = new Map(columns.map((one) => [one.name, one]));
  for (const [i, row] of rows.entries()) {
    if (row === null || typeof row !== "object" || Array.isArray(row))
      return `row ${i} is no object of columns`;
    for (const [name, value] of Object.entries(row as ScoreRow)) {
      const known = byName.get(name);
      if (known === undefined) return `row ${i} has an unknown column "${name}"`;
      const trouble = valueTrouble(known, value);
      if (trouble !== null) return `column "${name}", row ${i}: ${trouble}`;
    }
  }
  return null;
}

const kinds: Readonly<Record<ColumnType, string>> = {
  float32: "number",
  int32: "number",
  bool: "boolean",
  utf8: "string",
};

function valueTrouble({ type, range }: Column, value: Value | undefined): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== kinds[type]) return `wanted ${type}, got a ${typeof value}`;
  if (typeof value !== "number") return null;
  if (!Number.isFinite(value)) return `wanted a number or null, got ${value}`;
  if (type === "int32" && (!Number.isInteger(value) || Math.abs(value) > 2 ** 31 - 1))
    return `wanted a whole number of 32 bits, got ${value}`;
  if (range !== undefined && (value < range[0] || value > range[1]))
    return `wanted ${range[0]} to ${range[1]}, got ${value}`;
  return null;
}
