/** A threshold that a predicate compares something with. */
export interface Cut {
  /** Where its literal stands in the predicate, sign included: `when.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly value: number;
  readonly operator: ">=" | ">" | "<=" | "<";
  /** SQL that is compared with it, as it was written: `image_porn + image_sexy`. */
  readonly left: string;
}

interface Token {
  readonly kind: "space" | "text" | "name" | "word" | "number" | "operator" | "mark";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** DuckDB's lexical grammar, as far as finding comparisons needs it; the first that matches wins. */
const grammar =
  /(?<space>\s+|--[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>[eE]'(?:\\[\s\S]|''|[^'\\])*'|'(?:''|[^'])*'|\$(?<tag>\w*)\$[\s\S]*?\$\k<tag>\$)|(?<name>"(?:""|[^"])*")|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<number>(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)|(?<operator>->>?|[<>=!~@#&|^*/%]+|[-+])|(?<mark>[\s\S])/gu;

/** Words that end an operand when one walks to the left. */
const ENDS = new Set(["AND", "OR", "NOT", "WHEN", "THEN", "ELSE", "BETWEEN", "IN", "IS", "LIKE", "ILIKE"]);

/**
 * The numbers that stand right of `>=`, `>`, `<=` or `<` in an SQL predicate, from left to right. Numbers in
 * texts and comments, or that are only part of the right side (`a > 2 * b`), are none.
 */
export function cutsOf(when: string): readonly Cut[] {
  const tokens = tokensOf(when);
  return tokens.flatMap((token, i) => cutAt(when, tokens, token, i) ?? []);
}

/** A predicate with one of its cuts moved. @throws RangeError when it has no such cut */
export function movedCut(when: string, index: number, value: number): string {
  const cut = cutsOf(when)[index];
  if (cut === undefined) throw new RangeError(`wanted a cut below ${cutsOf(when).length}, got ${index}`);
  return when.slice(0, cut.start) + value + when.slice(cut.end);
}

function tokensOf(sql: string): readonly Token[] {
  return [...sql.matchAll(grammar)]
    .map((match) => {
      const { tag: _, ...groups } = match.groups ?? {};
      const kind = Object.keys(groups).find((name) => groups[name] !== undefined) as Token["kind"];
      return { kind, text: match[0], start: match.index, end: match.index + match[0].length };
    })
    .filter(({ kind }) => kind !== "space");
}

function cutAt(when: string, tokens: readonly Token[], token: Token, i: number): Cut | undefined {
  const operator = ([">=", ">", "<=", "<"] as const).find((known) => known === token.text);
  if (operator === undefined) return undefined;
  const next = tokens[i + 1];
  const signed = next?.text === "-" || next?.text === "+";
  const number = signed ? tokens[i + 2] : next;
  const after = tokens[i + (signed ? 3 : 2)];
  if (next === undefined || number?.kind !== "number" || after?.kind === "operator") return undefined;
  const magnitude = Number(number.text.replaceAll("_", ""));
  return {
    start: next.start,
    end: number.end,
    value: next.text === "-" ? -magnitude : magnitude,
    operator,
    left: when.slice(operandStart(tokens, i), token.start).trim(),
  };
}

/** Where the left operand of the comparison at token `i` begins. */
function operandStart(tokens: readonly Token[], i: number): number {
  let depth = 0;
  let start = tokens[i]?.start ?? 0;
  for (const { kind, text, start: at } of tokens.slice(0, i).reverse()) {
    const word = kind === "word" ? text.toUpperCase() : text;
    if (word === ")" || word === "]" || word === "END") depth++;
    else if (word === "(" || word === "[" || word === "CASE") depth--;
    const ends = depth === 0 && (ENDS.has(word) || word === "," || /^[<>=!]+$/u.test(word));
    if (depth < 0 || ends) break;
    start = at;
  }
  return start;
}
