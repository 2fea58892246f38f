import type { Column } from "../../../../filters/index.ts";
import { type Register, sideFlagsOf, signalsOf } from "../../../../filters/policies.ts";

/** Columns that a run has, and what its captions are. */
export type Columns = ReadonlySet<string> & {
  readonly register?: Register;
  /** Those that the dataset brought along. */
  readonly source?: readonly Column[];
};

/** A question that is asked of a run where it has the columns. */
export interface Spec {
  readonly id: string;
  /** One line for people. */
  readonly about: string;
  readonly needs: readonly string[];
  /** Rows have `k` and `n`: shares that carry an interval. */
  readonly rates?: boolean;
  /** Rows are 2 × 2 tables, `both`, `producer_alone`, `ours_alone` and `neither`: each gets its κ. */
  readonly kappa?: boolean;
  /** SQL over `explored`. */
  readonly sql: (columns: Columns) => string;
}

/** Rows of a table that a card shows at most. */
export const MOST = 25;

/** SQL of the domain of an image's address. */
export const DOMAIN =
  "coalesce(nullif(regexp_extract(url, '^[a-z]+://(?:www\\.)?([^/:?#]+)', 1), ''), 'no address')";

const has =
  (columns: Columns) =>
  ({ needs }: { readonly needs: readonly string[] }) =>
    needs.every((name) => columns.has(name));

/** Whether a side of the pair is flagged, as far as the run can say. */
export function sideFlag(side: "image" | "text", columns: Columns) {
  return sideFlagsOf(columns.register ?? "caption")[side].find(has(columns));
}

/** SQL: whether either side is flagged; what was not measured flags nothing. */
export function anyFlag(columns: Columns): string {
  return (
    (["image", "text"] as const)
      .flatMap((side) => sideFlag(side, columns)?.when ?? [])
      .map((when) => `coalesce((${when}), false)`)
      .join(" OR ") || "false"
  );
}

/** A row that a question counts: names of its columns, with the SQL of each. */
export type CountedRow = Readonly<Record<string, string>>;

/** SQL: rows of counts, all in one pass over the pairs, so that neither time nor memory grows with the rows. */
export function inOnePass(rows: readonly CountedRow[], from = "explored"): string {
  return rows.length === 0
    ? ""
    : `SELECT unnest(counts, recursive := true) FROM (SELECT ${listOf(rows)} AS counts FROM ${from})`;
}

/** SQL: counts as a list of rows. */
export function listOf(rows: readonly CountedRow[]): string {
  const each = rows.map((row) => Object.entries(row).map(([name, sql]) => `"${name}": ${sql}`));
  return `[\n${each.map((fields) => `  {${fields.join(", ")}}`).join(",\n")}\n]`;
}

/** SQL: every signal's rate at every cut, over some of the pairs. */
export function swept(columns: Columns, where: string): string {
  const rows = signalsOf(columns.register ?? "caption")
    .filter(has(columns))
    .flatMap(({ id, by, side, value, cuts }) =>
      cuts.map((cut) => ({
        ...{ signal: `'${id}'`, side: `'${side}'`, by: `'${by}'`, cut: `${cut}::DOUBLE` },
        ...{ k: `count(*) FILTER ((${value}) >= ${cut})`, n: `count(${value})` },
      })),
    );
  return inOnePass(rows, `explored WHERE ${where}`);
}

/** SQL: the commonest values of an expression. */
export function tally(value: string, name: string): string {
  return `SELECT ${value} AS ${name}, count(*) AS pairs FROM explored GROUP BY 1 ORDER BY pairs DESC, 1 LIMIT ${MOST}`;
}
