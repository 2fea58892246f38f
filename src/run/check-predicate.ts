import { oneLine } from "../process/errors.ts";
import type { Query } from "./query.ts";

/** Node classes of DuckDB's parse tree that a predicate over one row cannot need. */
const FORBIDDEN = new Set(["SUBQUERY", "WINDOW", "STAR", "PARAMETER"]);

/**
 * What is wrong with a predicate, in one line, or null: it must be one boolean expression over the
 * columns of one row of `view`.
 */
export async function predicateTrouble(query: Query, when: string, view: string): Promise<string | null> {
  const [parsed] = await query.rows<{ tree: string }>("SELECT json_serialize_sql($1::VARCHAR) AS tree", [
    `SELECT (${when}\n) FROM ${view}`,
  ]);
  const tree = JSON.parse(parsed?.tree ?? "{}") as ParseTree;
  if (tree.error) return tree.error_message ?? "not SQL";
  const selected = tree.statements?.[0]?.node?.select_list;
  if (tree.statements?.length !== 1 || selected?.length !== 1) return "must be one expression";
  const found = classes(selected).find((name) => FORBIDDEN.has(name));
  if (found) return `must judge one row by its columns, got a ${found.toLowerCase()}`;
  try {
    const [type] = await query.rows<{ column_type: string }>(
      `DESCRIBE SELECT (${when}\n) AS fired FROM ${view}`,
    );
    if (type?.column_type !== "BOOLEAN") return `must be true or false, got ${type?.column_type}`;
    await query.rows(`SELECT (${when}\n) AS fired FROM ${view} LIMIT 0`);
    return null;
  } catch (error) {
    return oneLine(error);
  }
}

interface ParseTree {
  readonly error?: boolean;
  readonly error_message?: string;
  readonly statements?: readonly { readonly node?: { readonly select_list?: readonly unknown[] } }[];
}

/** Every `class` named anywhere in a parse tree. */
function classes(tree: unknown): string[] {
  if (tree === null || typeof tree !== "object") return [];
  const own = "class" in tree && typeof tree.class === "string" ? [tree.class] : [];
  return own.concat(...Object.values(tree).map(classes));
}
