import type { TerminalAnswer } from "../exposure/terminal/graphics.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";

/** Asks for the size of a cell, then for the device's attributes: every terminal answers these, and in that order. */
const QUESTION = "\u001B[16t\u001B[c";

/** Milliseconds after which a terminal is taken for one that does not answer. */
const PATIENCE = 300;

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ATTRIBUTES = /\u001B\[\?([\d;]*)c/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const CELL = /\u001B\[6;(\d+);(\d+)t/u;

/** Asks a terminal what it draws; null where it does not answer in time. Keys that were typed meanwhile stay to be read. */
export async function askTerminal(
  stdin: NonNullable<TerminalStreams["stdin"]>,
  stdout: NonNullable<TerminalStreams["stdout"]>,
): Promise<TerminalAnswer | null> {
  if (!stdin.isTTY) return null;
  stdin.setRawMode(true);
  const heard = await new Promise<string>((resolve) => {
    let text = "";
    const done = () => {
      clearTimeout(timer);
      stdin.off("readable", hear);
      resolve(text);
    };
    const hear = () => {
      for (let piece = stdin.read(); piece !== null; piece = stdin.read()) text += piece.toString();
      if (ATTRIBUTES.test(text)) done();
    };
    const timer = setTimeout(done, PATIENCE);
    stdin.on("readable", hear);
    stdout.write(QUESTION);
  });
  const typed = heard.replace(CELL, "").replace(ATTRIBUTES, "");
  if (typed !== "") stdin.unshift(Buffer.from(typed));
  const attributes = ATTRIBUTES.exec(heard);
  if (attributes === null) return null;
  const [, height, width] = (CELL.exec(heard) ?? []).map(Number);
  return {
    sixel: attributes[1]?.split(";").includes("4") ?? false,
    cell: width && height ? { width, height } : null,
  };
}
