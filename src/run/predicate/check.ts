import { oneLine } from "../../process/errors.ts";
import type { Query } from "../query.ts";
import { knownFunctions } from "./functions.ts";
import { BEFORE_PREDICATE, syntaxTrouble } from "./syntax.ts";
import { type Expression, expressionTrouble, type Scope } from "./tree.ts";

/** Seconds in which a predicate over no row must be understood. */
const TO_UNDERSTAND = 30;

/**
 * What is wrong with a predicate, in one line, or null: it must be one boolean expression over the columns of one
 * row of `view`, of functions that are scalar and always give the same for the same arguments.
 */
export async function predicateTrouble(query: Query, when: string, view: string): Promise<string | null> {
  const parsed = await parse(query, when, `\n) FROM ${view}`);
  if (typeof parsed === "string") return parsed;
  const trouble = await treeTrouble(query, parsed, view);
  if (trouble !== null) return trouble;
  try {
    const [type] = await query.rows<{ column_type: string }>(
      `DESCRIBE SELECT (${when}\n) AS fired FROM ${view}`,
      [],
      TO_UNDERSTAND,
    );
    if (type?.column_type !== "BOOLEAN") return `must be true or false, got ${type?.column_type}`;
    await query.rows(`SELECT (${when}\n) AS fired FROM ${view} LIMIT 0`, [], TO_UNDERSTAND);
    return null;
  } catch (error) {
    return oneLine(error);
  }
}

async function treeTrouble(query: Query, parsed: Expression, view: string): Promise<string | null> {
  const described = await query.rows<{ column_name: string }>(`DESCRIBE ${view}`);
  const functions = await knownFunctions(query);
  const inMacro: Scope["inMacro"] = async (body, parameters) => {
    const found = await parse(query, body, "\n)");
    const columns = new Set(parameters.map((name) => name.toLowerCase()));
    return typeof found === "string"
      ? found
      : expressionTrouble(found, { functions, columns, view: null, inMacro });
  };
  const columns = new Set(described.map(({ column_name }) => column_name.toLowerCase()));
  return expressionTrouble(parsed, { functions, columns, view, inMacro });
}

interface ParseTree {
  readonly error?: boolean;
  readonly error_message?: string;
  /** Of the error, bytes from the statement's start. */
  readonly position?: string;
  readonly statements?: readonly { readonly node?: Selection }[];
}

/** A SELECT's parts, by their names in DuckDB. */
type Selection = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly select_list?: readonly Expression[];
};

/** A predicate as the one expression that a statement selects, or what is wrong with it. @param after what ends the statement */
async function parse(query: Query, when: string, after: string): Promise<Expression | string> {
  const [parsed] = await query.rows<{ tree: string }>("SELECT json_serialize_sql($1::VARCHAR) AS tree", [
    `${BEFORE_PREDICATE}${when}${after}`,
  ]);
  const tree = JSON.parse(parsed?.tree ?? "{}") as ParseTree;
  if (tree.error) {
    const { error_message: message = "not SQL", position } = tree;
    return syntaxTrouble(when, message, position === undefined ? undefined : Number(position));
  }
  const [statement] = tree.statements ?? [];
  const node = statement?.node;
  const [selected, ...others] = node?.select_list ?? [];
  const whole = tree.statements?.length === 1 && others.length === 0 && node?.type === "SELECT_NODE";
  return selected === undefined || !whole || node === undefined || hasClauses(node)
    ? "must be one expression"
    : selected;
}

/** Whether something besides an expression was smuggled in: `true) FROM scores WHERE (false`. */
function hasClauses(node: Selection): boolean {
  const lists = [node["modifiers"], node["group_expressions"], node["group_sets"]] as (readonly unknown[])[];
  const single = ["where_clause", "having", "qualify", "sample"].map((name) => node[name]);
  const from = (node["from_table"] as { readonly type?: string } | null)?.type;
  return (
    lists.some((list) => list.length > 0) ||
    single.some((clause) => clause !== null) ||
    !["BASE_TABLE", "EMPTY", undefined].includes(from)
  );
}
