import type { Query } from "../query.ts";

/** What DuckDB's own catalogue says of all functions of one name. */
export interface KnownFunction {
  /** `scalar`, `macro`, `aggregate`, `table`, `table_macro`, `pragma`. */
  readonly kinds: ReadonlySet<string>;
  /** Whether each scalar one gives the same for the same arguments, always, and does nothing else. */
  readonly consistent: boolean;
  /** The expressions that macros of this name stand for. */
  readonly macros: readonly { readonly parameters: readonly string[]; readonly body: string }[];
}

/** Functions by name in lower case. */
export type Functions = ReadonlyMap<string, KnownFunction>;

/** What the catalogue calls consistent, and is not; and why. DuckDB 1.5.6, each found by trying. */
const UNTRUE: Readonly<Record<string, string>> = {
  current_localtime: "reads the clock",
  current_localtimestamp: "reads the clock",
  current_setting: "reads a setting",
  getvariable: "reads a variable of the session",
  version: "reads the version of DuckDB",
  vector_type: "reads how DuckDB holds a value",
  parse_duckdb_log_message: "reads DuckDB's log",
};

/** What makes a value of any size out of a number: one call of it can take all memory, and cannot be stopped. */
const BOUNDLESS = new Set(["range", "generate_series", "repeat", "list_resize", "array_resize"]);

/** Aggregates of a list's items, whose second argument names one; and which of these draw at random. */
const LIST_AGGREGATES = new Set([
  "list_aggr",
  "list_aggregate",
  "array_aggr",
  "array_aggregate",
  "aggregate",
]);
const DRAWS = new Set(["reservoir_quantile"]);

let catalogue: Promise<Functions> | undefined;

/** The functions that DuckDB has: read once, since no connection of ours can add one. */
export function knownFunctions(query: Query): Promise<Functions> {
  catalogue ??= readFunctions(query).catch((error: unknown) => {
    catalogue = undefined;
    throw error;
  });
  return catalogue;
}

async function readFunctions(query: Query): Promise<Functions> {
  type Entry = { name: string; kind: string; steady: boolean; body: string | null; parameters: string[] };
  const entries =
    await query.rows<Entry>(`SELECT DISTINCT lower(function_name) AS name, function_type AS kind,
      coalesce(stability = 'CONSISTENT' AND NOT has_side_effects, false) AS steady, macro_definition AS body,
      CASE WHEN macro_definition IS NULL THEN [] ELSE parameters END AS parameters FROM duckdb_functions()`);
  const byName = new Map<string, Entry[]>();
  for (const entry of entries) byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
  return new Map(
    [...byName].map(([name, all]) => [
      name,
      {
        kinds: new Set(all.map(({ kind }) => kind)),
        consistent: all.every(({ kind, steady }) => kind !== "scalar" || steady),
        macros: all.flatMap(({ kind, body, parameters }) =>
          kind === "macro" && body !== null ? [{ parameters, body }] : [],
        ),
      },
    ]),
  );
}

/**
 * Why a call of a function may not stand in a predicate, or null: it must be scalar and give the same for the same
 * arguments, by the catalogue and by what is known beyond it. What a macro stands for is the caller's to look at.
 * @param texts its arguments where they are texts written out, null where they are not
 */
export function functionTrouble(
  name: string,
  texts: readonly (string | null)[],
  functions: Functions,
): string | null {
  const says = (why: string) => `must be a function of its columns, but ${name} ${why}`;
  const known = functions.get(name);
  if (known === undefined) return `there is no function ${name}`;
  const { kinds } = known;
  if (kinds.has("aggregate")) return says("looks at many rows");
  if (!kinds.has("scalar") && !kinds.has("macro")) return says("makes rows or acts on the database");
  if (!known.consistent) return says("may differ from call to call, or does more than answer");
  if (name.startsWith("__internal")) return says("is for DuckDB's own use");
  if (UNTRUE[name] !== undefined) return says(UNTRUE[name]);
  // With one argument the other is today.
  if (name === "age" && texts.length < 2) return says("of one argument reads the clock");
  if (BOUNDLESS.has(name)) return says("makes a value of any size");
  if (LIST_AGGREGATES.has(name)) {
    const aggregate = texts[1]?.toLowerCase();
    if (aggregate === undefined || !functions.get(aggregate)?.kinds.has("aggregate"))
      return says("must name its aggregate as a text");
    if (DRAWS.has(aggregate)) return says(`by ${aggregate} draws at random`);
  }
  return null;
}
