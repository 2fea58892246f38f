/** Text from a dataset, safe to print: control and bidirectional characters, which a terminal obeys, become `·`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
}

/** Text of several lines, each safe to print; a tab moves nothing but what stands behind it. */
export function printableLines(text: string): string {
  return text.replace(/[^\n\t]+/gu, printable);
}
