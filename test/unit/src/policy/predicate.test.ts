import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { columnsOf, cutsOf, isCutOf, movedCut } from "../../../../src/policy/predicate.ts";
import { openMemory, type Query } from "../../../../src/run/query.ts";

let duckdb: Query;
beforeAll(async () => {
  duckdb = await openMemory();
});
afterAll(() => duckdb.close());

interface Node {
  readonly class?: string;
  readonly type?: string;
  readonly [part: string]: unknown;
}

/** DuckDB's own parse tree of a predicate. */
async function treeOf(when: string): Promise<Node> {
  const [row] = await duckdb.rows<{ tree: string }>("SELECT json_serialize_sql($1::VARCHAR) AS tree", [
    `SELECT (${when}\n) FROM scores`,
  ]);
  const tree = JSON.parse(row?.tree ?? "{}");
  if (tree.error) throw new Error(`DuckDB cannot parse ${when}: ${tree.error_message}`);
  return tree.statements[0].node.select_list[0];
}

/** Every node of a tree, but for those of lambdas. */
function nodesOf(tree: unknown): readonly Node[] {
  if (tree === null || typeof tree !== "object") return [];
  const node = tree as Node;
  if (node.class === "LAMBDA") return nodesOf(bodyOf(node));
  return [...(node.class === undefined ? [] : [node]), ...Object.values(node).flatMap(nodesOf)];
}

/** What a lambda reads beside its items. */
function bodyOf({ lhs, expr }: Node): readonly Node[] {
  const items = new Set(nodesOf(lhs).map((node) => (node["column_names"] as readonly string[])?.[0]));
  return nodesOf(expr).filter(
    (node) => node.class === "COLUMN_REF" && !items.has((node["column_names"] as readonly string[])[0] ?? ""),
  );
}

function columnsInTree(tree: Node): readonly string[] {
  const names = nodesOf(tree)
    .filter((node) => node.class === "COLUMN_REF")
    .map((node) => node["column_names"] as readonly string[])
    .map((parts) => (parts.length > 1 && parts[0] === "scores" ? parts[1] : parts[0]) ?? "");
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}

/** A constant number, through casts and signs; null for anything else. */
function numberIn(node: unknown): number | null {
  const { class: kind, child, value, function_name: sign, children = [] } = node as Node;
  if (kind === "CAST") return numberIn(child);
  const [only, ...others] = children as readonly Node[];
  if (kind === "FUNCTION" && others.length === 0 && only !== undefined && (sign === "+" || sign === "-")) {
    const number = numberIn(only);
    return number === null || sign === "+" ? number : -number;
  }
  const constant = value as
    | { type: { id: string; type_info: { scale?: number } | null }; value: number }
    | undefined;
  if (kind !== "CONSTANT" || constant === undefined) return null;
  const { id, type_info } = constant.type;
  if (!/^(?:INTEGER|BIGINT|DECIMAL|DOUBLE)$/u.test(id)) return null;
  return Number(constant.value) / 10 ** (type_info?.scale ?? 0);
}

const asked: Readonly<Record<string, readonly [string, string]>> = {
  COMPARE_GREATERTHANOREQUALTO: [">=", "<="],
  COMPARE_GREATERTHAN: [">", "<"],
  COMPARE_LESSTHANOREQUALTO: ["<=", ">="],
  COMPARE_LESSTHAN: ["<", ">"],
};

/** Cuts as `>= 0.5`, or as numbers alone, sorted. */
function cutsInTree(tree: Node, form: (operator: string, value: number) => string): readonly string[] {
  const nodes = nodesOf(tree);
  const negated = new Set(
    nodes
      .filter(({ type }) => type === "OPERATOR_NOT")
      .flatMap((node) => node["children"] as readonly Node[]),
  );
  return nodes
    .flatMap((node) => {
      const operators = asked[node.type ?? ""];
      const [left, right] = [numberIn(node["left"] ?? {}), numberIn(node["right"] ?? {})];
      if (operators !== undefined && left !== null && right === null) return [form(operators[1], left)];
      if (operators !== undefined && left === null && right !== null) return [form(operators[0], right)];
      if (node.class !== "BETWEEN" || numberIn(node["input"]) !== null) return [];
      const [low, high] = [numberIn(node["lower"]), numberIn(node["upper"])];
      const not = negated.has(node);
      return [
        ...(low === null ? [] : [form(not ? "<" : ">=", low)]),
        ...(high === null ? [] : [form(not ? ">" : "<=", high)]),
      ];
    })
    .sort();
}

/** Columns as predicates write them: in any case, quoted, with the view's name. */
const column = fc.constantFrom(
  "image_porn",
  "Image_Sexy",
  "text_toxicity",
  "row",
  "key",
  '"a column"',
  '"it""s >= 0.5"',
  '"select"',
  "scores.width",
  'scores."Height"',
  "language",
);
const number = fc.constantFrom("0.5", "3", ".25", "1_000", "1e-3", "-0.5", "- 2", "+0.75", "(0.5)", "((-4))");
const cast = fc.constantFrom("FLOAT", "DOUBLE", "DECIMAL(6, 3)", "INTEGER", "VARCHAR");
const comparison = fc.constantFrom(">=", ">", "<=", "<", "=", "<>", "!=", " >=\n", " >= /* 0.1 <= x */ ");
const text = fc.constantFrom("'x'", "'image_hentai > 0.5'", "'it''s'", "e'a\\'b > 1'", "$$ width > 2 $$");

const grammar = fc.letrec<{ value: string; test: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    column,
    column,
    number,
    fc.tuple(tie("value"), cast).map(([value, type]) => `CAST(${value} AS ${type})`),
    fc.tuple(column, cast).map(([value, type]) => `${value}::${type}`),
    fc.tuple(number, cast).map(([value, type]) => `(${value})::${type}`),
    fc
      .tuple(
        fc.constantFrom("greatest", "least", "coalesce", "COALESCE", "list_value"),
        tie("value"),
        tie("value"),
      )
      .map(([name, a, b]) => `${name}(${a}, ${b})`),
    fc
      .tuple(tie("value"), fc.constantFrom(" + ", " - ", " * ", "/"), tie("value"))
      .map(([a, o, b]) => `(${a}${o}${b})`),
    fc.tuple(column, column).map(([a, b]) => `${a} + ${b}`),
    fc
      .tuple(tie("test"), tie("value"), tie("value"))
      .map(([t, a, b]) => `CASE WHEN ${t} THEN ${a} ELSE ${b} END`),
    column.map((name) => `len(list_filter([${name}], lambda item: item > 0.5))`),
    fc.tuple(column, column).map(([a, b]) => `len(list_filter([${a}], row -> row > 0.5 OR ${b} IS NULL))`),
    column.map((name) => `{'width': ${name}}.width`),
    column.map((name) => `[${name}, 2][1]`),
    column.map((name) => `extract(year FROM ${name})`),
  ),
  test: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.tuple(tie("value"), comparison, tie("value")).map(([a, o, b]) => `${a}${o}${b}`),
    fc.tuple(tie("value"), comparison, tie("value")).map(([a, o, b]) => `${a}${o}${b}`),
    fc
      .tuple(tie("value"), fc.constantFrom("", "NOT "), number, number)
      .map(([a, not, low, high]) => `${a} ${not}BETWEEN ${low} AND ${high}`),
    fc
      .tuple(column, fc.constantFrom("IS NULL", "IS NOT NULL", "IN (1, 2)", "is not distinct from 3"))
      .map(([a, is]) => `${a} ${is}`),
    fc.tuple(column, text).map(([a, b]) => `${a} = ${b}`),
    fc.tuple(column, text).map(([a, b]) => `${a} NOT LIKE ${b} ESCAPE '!'`),
    fc.tuple(column, text).map(([a, b]) => `regexp_matches(${a}, ${b})`),
    column.map((name) => `${name} > date '2020-01-01'`),
    column.map((name) => `${name} < INTERVAL 3 day`),
    fc.tuple(tie("test"), fc.constantFrom("AND", "or"), tie("test")).map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie("test").map((test) => `NOT (${test})`),
    tie("test").map((test) => `(${test} -- caption > 0.1\n)`),
    tie("test").map((test) => `(/* /* nested */ caption > 0.1 */ ${test})`),
  ),
}));

describe("a predicate", () => {
  it("reads the columns that DuckDB reads, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(grammar.test, async (when) => {
        expect([...columnsOf(when)].sort()).toEqual(columnsInTree(await treeOf(when)));
      }),
      { numRuns: 400 },
    );
  });

  it("makes the cuts that DuckDB compares, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(grammar.test, async (when) => {
        // DuckDB turns round what NOT (…) stands before.
        const form = (operator: string, value: number) =>
          when.includes("NOT (") ? `${value}` : `${operator} ${value}`;
        const found = cutsOf(when).map(({ operator, value }) => form(operator, value));
        expect(found.sort()).toEqual(cutsInTree(await treeOf(when), form));
      }),
      { numRuns: 400 },
    );
  });

  it("moves one cut and no other", async () => {
    await fc.assert(
      fc.asyncProperty(grammar.test, fc.nat(), async (when, n) => {
        const cuts = cutsOf(when);
        if (cuts.length === 0) return;
        const at = n % cuts.length;
        const [{ start, end } = { start: 0, end: 0 }] = cuts.slice(at);
        const moved = movedCut(when, at, 7);
        expect(moved).toBe(`${when.slice(0, start)}7${when.slice(end)}`);
        expect(cutsOf(moved).map(({ value }) => value)).toEqual(
          cuts.map(({ value }, i) => (i === at ? 7 : value)),
        );
      }),
    );
  });

  it("keeps every word that DuckDB reserves from being a column", async () => {
    const words = await duckdb.rows<{ word: string }>(
      "SELECT keyword_name AS word FROM duckdb_keywords() WHERE keyword_category IN ('reserved', 'type_function')",
    );
    expect(words.length).toBeGreaterThan(80);
    expect(words.flatMap(({ word }) => columnsOf(word))).toEqual([]);
  });
});

describe("isCutOf", () => {
  const cuts = (when: string, value: string) =>
    cutsOf(when)
      .filter((cut) => isCutOf(cut, value))
      .map(({ operator, value: at }) => `${operator} ${at}`);

  it.each([
    ["a >= 0.5", "a", [">= 0.5"]],
    ["0.5 <= a", "a", [">= 0.5"]],
    ["0.5 > A", "a", ["< 0.5"]],
    ["greatest(a, b) >= 0.5", "a", [">= 0.5"]],
    ["greatest(a, b) >= 0.5", "b", [">= 0.5"]],
    ["least(coalesce(a, 0), b::DOUBLE) > 0.25", "a", ["> 0.25"]],
    ["coalesce(a, 0.1) >= 0.5", "a", [">= 0.5"]],
    ["a BETWEEN 0.2 AND 0.4 OR b > 1", "a", [">= 0.2", "<= 0.4"]],
    ["a NOT BETWEEN 0.2 AND 0.4", "a", ["< 0.2", "> 0.4"]],
    ["a::DOUBLE >= 0.5::FLOAT", "a", [">= 0.5"]],
    ["CAST(a AS DOUBLE) >= CAST(0.5 AS FLOAT)", "a", [">= 0.5"]],
    ["((a)) >= (-0.5)", "a", [">= -0.5"]],
    ['"A" >= 0.5 AND scores.a < 0.9', "a", [">= 0.5", "< 0.9"]],
    ["a + b >= 0.5", "a", []],
    ["b + a >= 0.5", "a + b", [">= 0.5"]],
    ["greatest(a + b, c) >= 0.5", "a + b", [">= 0.5"]],
    ["a_b >= 0.5 AND c = 'a >= 0.7' -- a >= 0.8", "a", []],
    ["2 * a >= 0.5", "a", []],
    ["a >= b", "a", []],
    ["list_contains([1], 1) AND len(list_filter(l, a -> a > 0.5)) > 2", "a", []],
  ])("%s, of %s", (when, value, wanted) => expect(cuts(when, value)).toEqual(wanted));
});
