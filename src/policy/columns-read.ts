import { isItem, lambdasOf } from "./lambdas.ts";
import { closing, isReserved, isWord, nameOf, opens, type Token } from "./tokens.ts";

/** Views that a predicate may name before a column. */
const VIEWS = new Set(["scores", "explored"]);

/**
 * Names of the columns that a predicate reads, in lower case and in the order of first sight. Texts, comments,
 * functions, types, fields, keywords and the items of lambdas are none.
 */
export function columnsRead(tokens: readonly Token[]): readonly string[] {
  const lambdas = lambdasOf(tokens);
  const found = new Set<string>();
  const brackets: string[] = [];
  // After an operand only an operator can follow: a word there names none.
  let operand = false;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    const { kind, text } = token;
    if (opens(token)) brackets.push(text);
    if (kind === "mark" && ")]}".includes(text)) brackets.pop();
    if (
      kind === "mark" &&
      text === ":" &&
      tokens[i + 1]?.text === ":" &&
      tokens[i + 1]?.start === token.end
    ) {
      i = typeEnd(tokens, i + 2) - 1;
      operand = true;
    } else if (isWord(token, "as")) {
      i = typeEnd(tokens, i + 1) - 1;
      operand = true;
    } else if (isWord(token, "collate")) {
      i++;
      operand = true;
    } else if (isWord(token, "time") && isWord(tokens[i + 1], "zone")) {
      i++;
      operand = false;
    } else if (kind === "text" || kind === "number" || (kind === "mark" && ")]}".includes(text))) {
      operand = true;
    } else if (kind === "name" || (kind === "word" && !isReserved(token))) {
      const end = chainEnd(tokens, i);
      if (!operand && !isOther(tokens, i, end, brackets.at(-1)) && !isItem(lambdas, token, i))
        found.add(columnOf(tokens.slice(i, end).filter((part) => part.text !== ".")));
      operand = !operand;
      i = end - 1;
    } else {
      operand = kind === "word" && /^(?:true|false|null|end)$/iu.test(text);
      // A field of a value in brackets.
      if (text === "." && kind === "mark") operand = true;
    }
  }
  return [...found];
}

/** Names joined by dots: where the last of them ends. */
function chainEnd(tokens: readonly Token[], from: number): number {
  let end = from + 1;
  while (tokens[end]?.text === "." && ["word", "name"].includes(tokens[end + 1]?.kind ?? "")) end += 2;
  return end;
}

/** Whether names are those of a function, a typed text, a part of a date, an argument or a struct's field. */
function isOther(tokens: readonly Token[], from: number, end: number, bracket: string | undefined): boolean {
  const [next, after] = [tokens[end], tokens[end + 1]];
  if (next?.text === "(") return end - from < 3;
  if (next?.kind === "text" || (next?.kind === "number" && isWord(tokens[from], "interval"))) return true;
  if (isWord(next, "from") && isWord(tokens[from - 2], "extract")) return true;
  if (next?.text === "=>") return true;
  if (next?.text !== ":") return false;
  return after?.text === "=" || (bracket === "{" && after?.text !== ":");
}

function columnOf(parts: readonly Token[]): string {
  const names = parts.map(nameOf);
  return (names.length > 1 && VIEWS.has(names[0] ?? "") ? names[1] : names[0]) ?? "";
}

/** Where a type that begins at `from` ends: `DECIMAL(4, 2)[]`. */
function typeEnd(tokens: readonly Token[], from: number): number {
  let end = from + 1;
  while (tokens[end]?.text === "(" || tokens[end]?.text === "[") end = closing(tokens, end) + 1;
  return end;
}
