import { expandBraces } from "./braces.ts";

/** What a pattern has at most, in characters and in marks for any. */
const LONGEST = 256;
const MOST_MARKS = 8;

/** Patterns as Hugging Face reads them: `**` is any folders, `*` and `?` are of one name; a folder is all that is in it. */
export function matcher(globs: readonly string[]): (file: string) => boolean {
  // A card is anybody's: a pattern of many marks may be tried without end.
  const few = globs.filter((glob) => glob.length <= LONGEST && glob.split("*").length <= MOST_MARKS);
  const shapes = few.flatMap(expanded).map((glob) => {
    const shape = glob
      .replaceAll(/[.+^${}()|\\]/gu, "\\$&")
      .replaceAll(/\*\*\/|\*+|\?/gu, (mark) =>
        mark === "**/" ? "(?:.*/)?" : mark === "?" ? "[^/]" : mark === "*" ? "[^/]*" : ".*",
      );
    try {
      return new RegExp(`^${shape}(?:/.*)?$`, "u");
    } catch {
      return /^$/u;
    }
  });
  return (file) => shapes.some((shape) => shape.test(file));
}

function expanded(glob: string): readonly string[] {
  try {
    return expandBraces(glob);
  } catch {
    return [];
  }
}
