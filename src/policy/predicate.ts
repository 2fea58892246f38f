import { columnsRead } from "./columns-read.ts";
import { lambdasOf } from "./lambdas.ts";
import {
  compares,
  type Literal,
  literalOf,
  operandBefore,
  operandFrom,
  plain,
  subjectsOf,
} from "./operands.ts";
import { isWord, type Token, tokensOf } from "./tokens.ts";

/** A threshold that a predicate compares something with. */
export interface Cut {
  /** Where its literal stands in the predicate, sign included: `when.slice(start, end)`. */
  readonly start: number;
  readonly end: number;
  readonly value: number;
  /** As with the number on the right: `0.5 <= a` says `a >= 0.5`. */
  readonly operator: Operator;
  /** SQL that is compared with it, as it was written: `image_porn + image_sexy`. */
  readonly left: string;
}

type Operator = ">=" | ">" | "<=" | "<";

const turned: Readonly<Record<Operator, Operator>> = { ">=": "<=", ">": "<", "<=": ">=", "<": ">" };

/**
 * The numbers that an SQL predicate compares something with by `>=`, `>`, `<=`, `<` or BETWEEN, on either side and in
 * whatever brackets and casts, from left to right. Numbers in texts and comments, or that are only part of a side
 * (`a > 2 * b`), are none, nor are those that a lambda compares a list's items with.
 */
export function cutsOf(when: string): readonly Cut[] {
  const tokens = tokensOf(when);
  const lambdas = lambdasOf(tokens);
  return tokens.flatMap((token, i) =>
    lambdas.some(({ from, to }) => i >= from && i < to)
      ? []
      : isWord(token, "between")
        ? between(when, tokens, i)
        : comparison(when, tokens, i),
  );
}

/** Names of the columns that a predicate reads, in lower case: DuckDB compares names without case. */
export function columnsOf(when: string): readonly string[] {
  return columnsRead(tokensOf(when));
}

/**
 * Whether a cut is one of `value`, as SQL: itself is compared, or with others by `greatest`, `least` or `coalesce`.
 * A sum is not its terms: `a + b >= 0.5` cuts neither `a` nor `b`.
 */
export function isCutOf({ left }: Pick<Cut, "left">, value: string): boolean {
  return subjectsOf(tokensOf(left)).includes(plainSql(value));
}

/** One form for SQL that differs in spaces, case, quotes, brackets and casts around the whole, or the order of a sum. */
export function plainSql(sql: string): string {
  return plain(tokensOf(sql));
}

/** Whether a value lies on the side of a cut that it asks for. */
export function reaches(value: number, { operator, value: cut }: Pick<Cut, "operator" | "value">): boolean {
  if (operator === ">=") return value >= cut;
  if (operator === ">") return value > cut;
  return operator === "<=" ? value <= cut : value < cut;
}

/** A predicate with one of its cuts moved. @throws RangeError when it has no such cut */
export function movedCut(when: string, index: number, value: number): string {
  const cut = cutsOf(when)[index];
  if (cut === undefined) throw new RangeError(`wanted a cut below ${cutsOf(when).length}, got ${index}`);
  return when.slice(0, cut.start) + value + when.slice(cut.end);
}

function comparison(when: string, tokens: readonly Token[], i: number): readonly Cut[] {
  const operator = operatorOf(tokens[i]);
  if (operator === null) return [];
  const [before, after] = [operandBefore(tokens, i), operandFrom(tokens, i + 1)];
  const [left, right] = [literalOf(before), literalOf(after)];
  // A comparison of a comparison, or of two numbers, cuts nothing.
  if (compares(tokens[i + 1 + after.length]) || (left === null) === (right === null)) return [];
  if (right !== null) return cut(when, before, operator, right);
  return left === null ? [] : cut(when, after, turned[operator], left);
}

function between(when: string, tokens: readonly Token[], i: number): readonly Cut[] {
  const not = isWord(tokens[i - 1], "not");
  const subject = operandBefore(tokens, not ? i - 1 : i);
  const from = isWord(tokens[i + 1], "symmetric") ? i + 2 : i + 1;
  const low = operandFrom(tokens, from);
  const high = operandFrom(tokens, from + low.length + 1);
  if (subject.length === 0 || !isWord(tokens[from + low.length], "and") || literalOf(subject) !== null)
    return [];
  return [
    ...cut(when, subject, not ? "<" : ">=", literalOf(low)),
    ...cut(when, subject, not ? ">" : "<=", literalOf(high)),
  ];
}

function cut(
  when: string,
  subject: readonly Token[],
  operator: Operator,
  literal: Literal | null,
): readonly Cut[] {
  const [first, last] = [subject[0], subject.at(-1)];
  if (literal === null || first === undefined || last === undefined) return [];
  return [{ ...literal, operator, left: when.slice(first.start, last.end) }];
}

function operatorOf(token: Token | undefined): Operator | null {
  const known = [">=", ">", "<=", "<"] as const;
  return token?.kind === "operator" ? (known.find((one) => one === token.text) ?? null) : null;
}
