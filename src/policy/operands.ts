import { closes, closing, isWord, nameOf, opens, type Token } from "./tokens.ts";

/** Words that end an operand of a comparison. */
const ENDS = new Set(
  "and or not when then else between in is isnull notnull like ilike glob similar escape".split(" "),
);

/** Whether a token compares: `=` and its like. */
export function compares(token: Token | undefined): boolean {
  return token?.kind === "operator" && /^[<>=!]+$/u.test(token.text) && token.text !== "=>";
}

function ends(token: Token): boolean {
  return (
    (token.kind === "word" && ENDS.has(token.text.toLowerCase())) || token.text === "," || compares(token)
  );
}

/** The tokens of the operand that ends before token `i`. */
export function operandBefore(tokens: readonly Token[], i: number): readonly Token[] {
  let depth = 0;
  let start = i;
  for (; start > 0; start--) {
    const token = tokens[start - 1] as Token;
    if (closes(token) || isWord(token, "end")) depth++;
    else if (opens(token) || isWord(token, "case")) depth--;
    if (depth < 0 || (depth === 0 && ends(token))) break;
  }
  return tokens.slice(start, i);
}

/** The tokens of the operand that begins at token `i`. */
export function operandFrom(tokens: readonly Token[], i: number): readonly Token[] {
  let depth = 0;
  let end = i;
  for (; end < tokens.length; end++) {
    const token = tokens[end] as Token;
    if (opens(token) || isWord(token, "case")) depth++;
    else if (closes(token) || isWord(token, "end")) depth--;
    if (depth < 0 || (depth === 0 && ends(token))) break;
  }
  return tokens.slice(i, end);
}

/** A number as it stands in a predicate, sign included. */
export interface Literal {
  readonly start: number;
  readonly end: number;
  readonly value: number;
}

/** The number that an operand is, in whatever brackets and casts; null for any other expression. */
export function literalOf(operand: readonly Token[]): Literal | null {
  const inner = bared(operand);
  const [first, second] = inner;
  if (first === undefined) return null;
  if (inner.length === 1 && first.kind === "number")
    return { start: first.start, end: first.end, value: Number(first.text.replaceAll("_", "")) };
  if ((first.text !== "-" && first.text !== "+") || second === undefined) return null;
  const number = literalOf(inner.slice(1));
  if (number === null) return null;
  return { start: first.start, end: number.end, value: first.text === "-" ? -number.value : number.value };
}

/** An operand without the brackets and casts around it. */
function bared(operand: readonly Token[]): readonly Token[] {
  const cast = castAt(operand);
  if (cast !== -1) return bared(operand.slice(0, cast));
  if (operand[0]?.text === "(" && closing(operand, 0) === operand.length - 1)
    return bared(operand.slice(1, -1));
  const called = call(operand);
  if (called === null || !/^(?:try_)?cast$/u.test(called.name)) return operand;
  const as = called.inner.findLastIndex((token) => isWord(token, "as"));
  return as === -1 ? operand : bared(called.inner.slice(0, as));
}

/** Where a cast of the whole operand, `::type`, begins; it binds closer than any operator. */
function castAt(operand: readonly Token[]): number {
  let depth = 0;
  for (let i = operand.length - 1; i > 0; i--) {
    const token = operand[i] as Token;
    if (closes(token)) depth++;
    else if (opens(token)) depth--;
    if (depth > 0) continue;
    if (token.kind === "operator" || token.kind === "text") return -1;
    if (token.text === ":" && operand[i - 1]?.text === ":") {
      const before = operand.slice(0, i - 1);
      return isOne(before) ? i - 1 : -1;
    }
  }
  return -1;
}

/** Whether an operand holds together without operators, so that a cast behind it is one of the whole. */
function isOne(operand: readonly Token[]): boolean {
  let depth = 0;
  return operand.every((token) => {
    if (opens(token)) depth++;
    else if (closes(token)) depth--;
    return depth > 0 || token.kind !== "operator";
  });
}

/** A function's call that is the whole operand. */
function call(operand: readonly Token[]): { readonly name: string; readonly inner: readonly Token[] } | null {
  const [name, bracket] = operand;
  if (name?.kind !== "word" || bracket?.text !== "(" || closing(operand, 1) !== operand.length - 1)
    return null;
  return { name: nameOf(name), inner: operand.slice(2, -1) };
}

/** Tokens between the separators that stand in no bracket. */
function split(tokens: readonly Token[], separator: string): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (opens(token)) depth++;
    else if (closes(token)) depth--;
    if (depth === 0 && token.text === separator) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

/**
 * What a comparison of an operand with a number compares, each in the form of `plainSql`. The greatest of some
 * reaches a number where one of them does, and the least where all do: so each is compared. A value that stands
 * in for a missing one is compared as itself; a sum as a sum, none of its terms.
 */
export function subjectsOf(operand: readonly Token[]): readonly string[] {
  const inner = bared(operand);
  const called = call(inner);
  if (called !== null && /^(?:greatest|least|coalesce|ifnull)$/u.test(called.name))
    return split(called.inner, ",")
      .filter((part) => literalOf(part) === null)
      .flatMap(subjectsOf);
  return [plain(inner)];
}

/** One form for expressions that differ in spaces, case, quotes, brackets around the whole or the order of a sum. */
export function plain(operand: readonly Token[]): string {
  const inner = bared(operand);
  const terms = split(inner, "+");
  if (terms.length > 1 && terms.every((term) => term.length > 0 && isOne(term)))
    return terms.map(plain).sort().join(" + ");
  const unqualified = inner.filter(
    ({ text }, i) => !(isView(inner, i) || (text === "." && isView(inner, i - 1))),
  );
  return unqualified
    .map((token) => (token.kind === "word" || token.kind === "name" ? nameOf(token) : token.text))
    .join(" ");
}

function isView(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  return (
    token !== undefined &&
    /^(?:scores|explored)$/iu.test(token.text) &&
    tokens[i + 1]?.text === "." &&
    tokens[i - 1]?.text !== "."
  );
}
