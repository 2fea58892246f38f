/** Names from a list of real people, one a line; `#` begins a comment. */
export function namesIn(text: string): readonly string[] {
  return text
    .split(/\r?\n/u)
    .map((line) => line.replace(/#.*$/u, "").trim())
    .filter(Boolean);
}
