/** Blocks ```` ```text ENGINE ```` of a page, whose text is what an engine printed. */
const block = (engine: string) => new RegExp(`(^\`\`\`text ${engine}\\n)[\\s\\S]*?(^\`\`\`$)`, "mu");

/** The engines of which a page shows output, in its order. */
export function enginesShown(page: string): readonly string[] {
  return [...page.matchAll(/^```text (\S+)$/gmu)].map(([, engine = ""]) => engine);
}

/** A page with an engine's block printed anew. @throws Error where the page has no such block */
export function withPlayed(page: string, engine: string, printed: string): string {
  const shown = block(engine);
  if (!shown.test(page)) throw new Error(`the page shows no "${engine}"`);
  return page.replace(shown, (_, begin: string, end: string) => `${begin}${printed.trimEnd()}\n${end}`);
}
