/** What stands before a predicate in the statement that it is read by. */
export const BEFORE_PREDICATE = "SELECT (";

/**
 * What is wrong with a predicate that does not parse, in the words that were typed: what only the statement around it
 * holds is not named.
 * @param position of the error in the statement, bytes from its start; undefined where the parser gives none
 */
export function syntaxTrouble(when: string, message: string, position: number | undefined): string {
  const at = position === undefined ? -1 : position - BEFORE_PREDICATE.length;
  const bytes = Buffer.from(when);
  const rest = at < 0 ? "" : bytes.subarray(at).toString("utf8").trim();
  if (/^unterminated/u.test(message) && rest !== "")
    return `${message.replace(/ at or near.*$/su, "")}: ${rest}`;
  if (at < bytes.length) return message;
  const typed = when.trim();
  if (typed === "") return "wanted a predicate, got nothing";
  const open = openParentheses(typed);
  if (open < 0) return 'a ")" too many';
  if (open > 0) return `a "(" is not closed`;
  return `something is missing after "${typed.split(/\s+/u).at(-1)}"`;
}

/** How many more parentheses open than close, outside of quotes. */
function openParentheses(text: string): number {
  const bare = text.replace(/'[^']*'|"[^"]*"/gu, "");
  return bare.split("(").length - bare.split(")").length;
}
