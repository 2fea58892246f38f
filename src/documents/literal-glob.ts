/** A pattern of one path alone: what globs take for a mark stands in a class of its own, as Python's `glob.escape` has it. */
export function literalGlob(path: string): string {
  return path.replaceAll(/[*?[]/gu, "[$&]");
}
