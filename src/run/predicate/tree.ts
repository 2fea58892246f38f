import { nearest } from "../../process/nearest.ts";
import { type Functions, functionTrouble } from "./functions.ts";

/** An expression of DuckDB's parse tree, as `json_serialize_sql` writes it. */
export interface Expression {
  readonly class: string;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** What an expression may name, and what functions there are. */
export interface Scope {
  readonly functions: Functions;
  /** Names in lower case: columns, or a macro's parameters. */
  readonly columns: ReadonlySet<string>;
  /** The view that may stand before a column; null in a macro. */
  readonly view: string | null;
  /** What is wrong with the expression that a macro stands for. */
  readonly inMacro: (body: string, parameters: readonly string[]) => Promise<string | null>;
}

/** Classes of expressions over one row. Anything else is refused, also what a later DuckDB may add. */
const ALLOWED = new Set(
  "BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA OPERATOR".split(" "),
);

/** Names that mean the session or the clock where no column is called so. */
const SESSION =
  /^(?:current_(?:catalog|date|role|schema|time|timestamp|user)|localtime|localtimestamp|session_user|user)$/u;

/** What is wrong with an expression, in one line, or null: it must judge one row by its columns, always alike. */
export async function expressionTrouble(expression: Expression, scope: Scope): Promise<string | null> {
  if (!ALLOWED.has(expression.class))
    return `must judge one row by its columns, got a ${expression.class.toLowerCase()}`;
  if (expression.class === "COLUMN_REF") return columnTrouble(namesOf(expression), scope);
  if (expression.class === "FUNCTION") return callTrouble(expression, scope);
  return partsTrouble(expression, scope);
}

async function partsTrouble(part: unknown, scope: Scope): Promise<string | null> {
  if (part === null || typeof part !== "object") return null;
  for (const value of Object.values(part)) {
    const trouble = isExpression(value)
      ? await expressionTrouble(value, scope)
      : await partsTrouble(value, scope);
    if (trouble !== null) return trouble;
  }
  return null;
}

async function callTrouble(call: Expression, scope: Scope): Promise<string | null> {
  const name = String(call["function_name"]).toLowerCase();
  const given = (call["children"] ?? []) as readonly Expression[];
  // `caption.lower()` is parsed as the function `lower` of a schema `caption`.
  const before = [call["catalog"], call["schema"]].map((part) => String(part ?? "").toLowerCase());
  const chained = before.filter((part) => !["", "system", "main", "pg_catalog"].includes(part));
  const texts = [...chained.map(() => null), ...given.map(textOf)];
  const trouble =
    functionTrouble(name, texts, scope.functions) ??
    (chained.length > 0 ? columnTrouble(chained, scope) : null) ??
    (call["distinct"] === true || call["filter"] ? `${name} must have arguments only` : null);
  if (trouble !== null) return trouble;
  for (const { body, parameters } of scope.functions.get(name)?.macros ?? []) {
    const inside = await scope.inMacro(body, parameters);
    if (inside !== null)
      return `must be a function of its columns, but ${name} stands for another: ${inside}`;
  }
  for (const argument of given) {
    const inside =
      argument.class === "LAMBDA"
        ? await lambdaTrouble(argument, scope)
        : await expressionTrouble(argument, scope);
    if (inside !== null) return inside;
  }
  return null;
}

/** `x -> …` as an argument: its names are items there. As JSON's arrow the left side is an expression, looked at too. */
async function lambdaTrouble(lambda: Expression, scope: Scope): Promise<string | null> {
  const left = lambda["lhs"] as Expression;
  const right = lambda["expr"] as Expression;
  const items = left.class === "COLUMN_REF" ? [left] : ((left["children"] ?? []) as readonly Expression[]);
  const names = items.flatMap((item) => (item.class === "COLUMN_REF" ? namesOf(item) : []));
  const columns = new Set([...scope.columns, ...names.filter((name) => !SESSION.test(name))]);
  const within = { ...scope, columns };
  return (await expressionTrouble(left, within)) ?? expressionTrouble(right, within);
}

function columnTrouble(names: readonly string[], { columns, view }: Scope): string | null {
  const [first = "", second = ""] = names;
  if (columns.has(first) || (first === view && columns.has(second))) return null;
  return SESSION.test(first)
    ? `must be a function of its columns, but ${first} reads the clock or the session`
    : `there is no column ${names.join(".")}${resembling(second || first, columns)}`;
}

/** Columns that a wrong one was likely meant to be: misspelt, or named by a part. */
function resembling(name: string, columns: ReadonlySet<string>): string {
  const near = nearest(name, columns);
  const meant = near.length > 0 ? near : [...columns].filter((column) => column.includes(name)).slice(0, 4);
  return meant.length === 0 ? "" : `; did you mean ${meant.join(", ")}?`;
}

function namesOf(column: Expression): readonly string[] {
  return (column["column_names"] as readonly string[]).map((name) => name.toLowerCase());
}

function textOf(expression: Expression): string | null {
  const value = (expression["value"] as { readonly value?: unknown } | undefined)?.value;
  return expression.class === "CONSTANT" && typeof value === "string" ? value : null;
}

function isExpression(value: unknown): value is Expression {
  return value !== null && typeof value === "object" && "class" in value && typeof value.class === "string";
}
