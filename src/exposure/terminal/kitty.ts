import type { TerminalGraphics } from "./graphics.ts";

/** Bytes of base64 in one chunk: larger ones are dropped silently by tmux. */
const CHUNK = 4096;

/** The character that a terminal with Unicode placeholders draws as one cell of an image. */
const PLACEHOLDER = "\u{10EEEE}";

/**
 * Combining marks that number a placeholder's row from 0, in the order of Kitty's `rowcolumn-diacritics.txt`:
 * all marks of combining class 230 in Unicode 6 without decomposition.
 */
const ROWS = [
  ..."\u0305\u030D\u030E\u0310\u0312\u033D\u033E\u033F\u0346\u034A\u034B\u034C\u0350\u0351\u0352\u0357",
  ..."\u035B\u0363\u0364\u0365\u0366\u0367\u0368\u0369\u036A\u036B\u036C\u036D\u036E\u036F\u0483\u0484",
  ..."\u0485\u0486\u0487\u0592\u0593\u0594\u0595\u0597\u0598\u0599\u059C\u059D\u059E\u059F\u05A0\u05A1",
];

/** Rows that an image can be tall, in cells. */
export const MAX_ROWS = ROWS.length;

/**
 * Escape sequences that hand a PNG to the terminal and place it, virtually, on `columns` × `rows` cells.
 * The terminal answers nothing (`q=2`).
 * @param id 1 to 16,777,215: it must fit in a 24-bit colour
 * @see https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
 */
export function uploadSequences(
  png: Uint8Array,
  { id, columns, rows, tmux }: Placement & { readonly tmux: boolean },
): string {
  const data = Buffer.from(png).toString("base64");
  const chunks = Math.max(1, Math.ceil(data.length / CHUNK));
  return Array.from({ length: chunks }, (_, i) => {
    const first = i === 0 ? `a=T,U=1,f=100,i=${id},c=${columns},r=${rows},` : "";
    const more = i < chunks - 1 ? 1 : 0;
    return command(`${first}q=2,m=${more};${data.slice(i * CHUNK, (i + 1) * CHUNK)}`, tmux);
  }).join("");
}

/** Where an uploaded image is drawn, in cells. */
export interface Placement {
  readonly id: number;
  readonly columns: number;
  readonly rows: number;
}

/** Escape sequence that makes the terminal forget an image. */
export function forgetSequence(id: number, tmux: boolean): string {
  return command(`a=d,d=I,i=${id},q=2`, tmux);
}

/** Escape sequences that make the terminal forget every image; none where it was never handed one. */
export function forgetAll({ graphics, tmux }: TerminalGraphics): string {
  return graphics === "kitty" ? command("a=d,d=A,q=2", tmux) : "";
}

/** Lines of ordinary text that stand for the image: its id is their colour, a mark tells the row. */
export function placeholderLines({ id, columns, rows }: Placement): readonly string[] {
  const colour = `\u001B[38;2;${(id >> 16) & 255};${(id >> 8) & 255};${id & 255}m`;
  return ROWS.slice(0, rows).map(
    (mark) => `${colour}${PLACEHOLDER}${mark}${PLACEHOLDER.repeat(Math.max(0, columns - 1))}\u001B[39m`,
  );
}

function command(body: string, tmux: boolean): string {
  const plain = `\u001B_G${body}\u001B\\`;
  return tmux ? `\u001BPtmux;${plain.replaceAll("\u001B", "\u001B\u001B")}\u001B\\` : plain;
}
