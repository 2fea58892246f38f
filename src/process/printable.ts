/** Text from a dataset, safe to print: control and bidirectional characters, which a terminal obeys, become `·`. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "·");
}
