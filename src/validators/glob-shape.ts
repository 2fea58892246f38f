/**
 * A pattern of names as a regular expression, with classes (`[ab]`, `[!ab]`, `[[]`) as fnmatch and fsspec read them.
 * @param star what `**` + `/`, `**`, `*` and `?` stand for
 */
export function globShape(glob: string, star: (mark: string) => string): RegExp {
  const shape = glob.replaceAll(/\[!?\]?[^\]]*\]|\*\*\/|\*+|\?|[.+^${}()|[\]\\]/gu, (part) => {
    if (/^[*?]/u.test(part)) return star(part);
    return part.length === 1 ? `\\${part}` : classOf(part);
  });
  try {
    return new RegExp(`^${shape}$`, "su");
  } catch {
    // A range from a later letter to an earlier one has none.
    return /(?!)/u;
  }
}

function classOf(part: string): string {
  const [, not = "", letters = ""] = /^\[(!?)([\s\S]*)\]$/u.exec(part) ?? [];
  return `[${not === "" ? "" : "^"}${letters.replaceAll(/[\\^[\]]/gu, "\\$&")}]`;
}
