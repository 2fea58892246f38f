import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A fenced block of a page: `js score.mjs` before its text names a language and a file. */
export interface DocBlock {
  readonly language: string;
  readonly file: string | null;
  readonly text: string;
}

/** The fenced blocks of a Markdown page, in order. */
export function docBlocks(page: string): readonly DocBlock[] {
  const found = readFileSync(page, "utf8").matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gmu);
  return [...found].map(([, language = "", file = null, text = ""]) => ({ language, file, text }));
}

/** Writes the blocks that name a file below a folder; the names of the modules among them. */
export function writeDocFiles(blocks: readonly DocBlock[], folder: string): readonly string[] {
  for (const { file, text } of blocks)
    if (file !== null) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
  return blocks.flatMap(({ file }) => (file?.endsWith(".mjs") ? [file] : []));
}

/** Commands of `console` blocks, each with the lines that must begin lines of its output, in order. */
export function docCommands(
  blocks: readonly DocBlock[],
): readonly { readonly words: readonly string[]; readonly says: readonly string[] }[] {
  return blocks
    .filter(({ language }) => language === "console")
    .flatMap(({ text }) => text.split(/^\$ sluice /mu).slice(1))
    .map((part) => {
      const [command = "", ...says] = part.trimEnd().split("\n");
      return { words: command.split(" "), says };
    });
}
