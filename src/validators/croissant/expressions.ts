/** Why a regular expression (Python's, as the reference reader reads it) cannot be read; undefined where it can. */
export function regexTrouble(text: string): string | undefined {
  const ours = text
    .replace(/^\(\?[aiLmsux]+\)/u, "")
    .replaceAll("(?P<", "(?<")
    .replace(/\(\?P=(\w+)\)/gu, "\\k<$1>")
    .replaceAll("\\A", "^")
    .replaceAll("\\Z", "$");
  try {
    new RegExp(ours);
    return undefined;
  } catch (error) {
    return `the regular expression cannot be read: ${String(error instanceof Error ? error.message : error).replace(/^.*\/: /su, "")}`;
  }
}

const step =
  /(?:\.\.?)?(?:[\p{L}_$@-][\p{L}\p{N}_@$-]*|\*)|\[(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\*|-?\d+|-?\d*:-?\d*(?::-?\d*)?|\?[^\]]+|[^'"[\]]+)\]/uy;

/** Why a JSONPath cannot be read; undefined where it can. A leading `$` may be left out. */
export function jsonPathTrouble(text: string): string | undefined {
  let at = text.startsWith("$") ? 1 : 0;
  while (at < text.length) {
    step.lastIndex = at;
    const [match] = step.exec(text) ?? [];
    if (match === undefined) return `the JSONPath cannot be read at "${text.slice(at, at + 12)}"`;
    at += match.length;
  }
  return undefined;
}
