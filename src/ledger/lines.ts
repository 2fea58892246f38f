/**
 * Bytes of an entry's line at most. Rosters and rules are whole in one entry; more than this none can be, so that
 * nobody who may sign anything makes a line that no process can hold as a text.
 */
export const LONGEST_LINE = 16 * 1024 * 1024;

/**
 * The lines of a ledger as texts, without their breaks, each decoded by itself: all of them together may be longer
 * than a text can be. Of one that is too long for an entry comes the beginning, which is too long too.
 * @param bytes whole lines, each with its break
 * @throws TypeError where a line is no UTF-8
 */
export function textsOf(bytes: Uint8Array): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const found = bytes.indexOf(10, at);
    const end = found === -1 ? bytes.length : found;
    texts.push(textOf(bytes.subarray(at, end)));
    at = end + 1;
  }
  return texts;
}

function textOf(line: Uint8Array): string {
  if (line.length > LONGEST_LINE) return new TextDecoder().decode(line.subarray(0, LONGEST_LINE + 1));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(line);
}
