import { closes, closing, isWord, nameOf, opens, type Token } from "./tokens.ts";

/** A stretch of tokens in which names stand for a list's items instead of columns. */
export interface Lambda {
  readonly from: number;
  /** The token after its last one. */
  readonly to: number;
  readonly names: ReadonlySet<string>;
}

/** The lambdas of a predicate, as `lambda x, i: …` and as `x -> …`. */
export function lambdasOf(tokens: readonly Token[]): readonly Lambda[] {
  return tokens.flatMap((token, i) => {
    const head = isWord(token, "lambda")
      ? worded(tokens, i)
      : token.text === "->"
        ? arrowed(tokens, i)
        : null;
    return head === null ? [] : { ...head, to: bodyEnd(tokens, i) };
  });
}

/** Whether a token's name is that of a lambda's item there. */
export function isItem(lambdas: readonly Lambda[], token: Token, i: number): boolean {
  return lambdas.some(({ from, to, names }) => i >= from && i < to && names.has(nameOf(token)));
}

function worded(tokens: readonly Token[], i: number) {
  const colon = tokens.findIndex(({ text }, at) => at > i && text === ":");
  return { from: i, names: namesOf(tokens.slice(i + 1, colon === -1 ? tokens.length : colon)) };
}

/** What a text or a number follows is JSON's arrow. */
function arrowed(tokens: readonly Token[], i: number) {
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  if (after?.kind === "text" || after?.kind === "number" || before === undefined) return null;
  if (before.kind === "word" || before.kind === "name") {
    const whole = tokens[i - 2] === undefined || opens(tokens[i - 2]) || tokens[i - 2]?.text === ",";
    return whole ? { from: i - 1, names: namesOf([before]) } : null;
  }
  const open = tokens.findIndex((token, at) => token.text === "(" && closing(tokens, at) === i - 1);
  return open === -1 ? null : { from: open, names: namesOf(tokens.slice(open, i)) };
}

function namesOf(tokens: readonly Token[]): ReadonlySet<string> {
  return new Set(tokens.filter(({ kind }) => kind === "word" || kind === "name").map(nameOf));
}

/** A lambda lasts to the comma or bracket that ends its argument; the commas between its names do not. */
function bodyEnd(tokens: readonly Token[], i: number): number {
  let depth = 0;
  let begun = tokens[i]?.text === "->";
  for (let at = i + 1; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.text === ":") begun = true;
    if (opens(token)) depth++;
    else if (closes(token) && --depth < 0) return at;
    else if (begun && depth === 0 && token?.text === ",") return at;
  }
  return tokens.length;
}
