/** More names than this from one pattern is a slip of the pen. */
const MAX_NAMES = 1_000_000;

/**
 * Spells out braces as webdataset does: `{00000..00002}` counts with leading zeros, `{a,b}` lists; several multiply.
 * @throws Error when they make more than a million names, or count down
 * @example
 * expandBraces("{08..10}.tar") // => ["08.tar", "09.tar", "10.tar"]
 */
export function expandBraces(pattern: string): readonly string[] {
  const found = /\{(?:(\d+)\.\.(\d+)|([^{}]*,[^{}]*))\}/u.exec(pattern);
  if (found === null) return [pattern];
  const [all, from = "", to = "", listed] = found;
  const choices = listed === undefined ? range(from, to) : listed.split(",");
  const rest = expandBraces(pattern.slice(found.index + all.length));
  if (choices.length * rest.length > MAX_NAMES)
    throw new Error(`Cannot expand "${pattern}": wanted at most ${MAX_NAMES} names, got more`);
  const before = pattern.slice(0, found.index);
  return choices.flatMap((choice) => rest.map((after) => `${before}${choice}${after}`));
}

function range(from: string, to: string): readonly string[] {
  const count = Number(to) - Number(from) + 1;
  if (!(count >= 1 && count <= MAX_NAMES))
    throw new Error(`Cannot expand "{${from}..${to}}": wanted 1 to ${MAX_NAMES} names, got ${count}`);
  const width = from.startsWith("0") || from.length === to.length ? from.length : 0;
  return Array.from({ length: count }, (_, i) => String(Number(from) + i).padStart(width, "0"));
}
