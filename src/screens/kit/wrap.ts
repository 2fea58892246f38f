import stringWidth from "string-width";

/** A text in lines of at most `width` cells, broken between words where they fit; nothing of it is lost. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let cells = 0;
  const flush = () => {
    lines.push(line.trimEnd());
    line = "";
    cells = 0;
  };
  for (const word of text.split(/(?<= )/u)) {
    const wide = stringWidth(word.trimEnd());
    if (cells > 0 && cells + wide > width) flush();
    if (wide <= width) {
      line += word;
      cells += stringWidth(word);
      continue;
    }
    for (const letter of word) {
      const own = stringWidth(letter);
      if (cells + own > width) flush();
      line += letter;
      cells += own;
    }
  }
  if (line.trim() !== "" || lines.length === 0) flush();
  return lines;
}
