/** Doubles the quotes of a text that goes between single quotes. */
export function literal(text: string): string {
  return text.replaceAll("'", "''");
}
