/**
 * Hides a text that may harm its reader, keeping its shape: the first letter of each word stays, the
 * others become `▒`. Words of one letter stay whole.
 */
export function maskText(text: string): string {
  return text.replace(
    /([\p{L}\p{N}])([\p{L}\p{N}\p{M}'’]+)/gu,
    (_, first: string, rest: string) => first + "▒".repeat([...rest].length),
  );
}
