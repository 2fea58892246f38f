import type { DOMElement } from "ink";

/** Where Ink ends a frame. */
const END_OF_FRAME = "\u001B[?2026l";

/** Pictures that a terminal draws over cells: whatever is written there takes them away, so that each frame draws them anew. */
export interface Canvas {
  /** Draws a picture from an element's first cell on, with every frame. @returns takes it away, with the next frame */
  place(element: () => DOMElement | null, picture: string): () => void;
  /** The same terminal, with the pictures at the end of each frame. */
  over(stream: NodeJS.WriteStream): NodeJS.WriteStream;
}

/** A canvas without pictures. */
export function newCanvas(): Canvas {
  const placed = new Set<{ readonly element: () => DOMElement | null; readonly picture: string }>();
  const drawn = () =>
    [...placed]
      .map(({ element, picture }) => {
        const at = placeOf(element());
        return at === null ? "" : `\u001B7\u001B[${at.row};${at.column}H${picture}\u001B8`;
      })
      .join("");
  return {
    place(element, picture) {
      const one = { element, picture };
      placed.add(one);
      return () => void placed.delete(one);
    },
    over(stream) {
      const write = (text: string | Uint8Array, ...rest: readonly never[]) =>
        stream.write(text === END_OF_FRAME ? drawn() + text : text, ...rest);
      return new Proxy(stream, {
        get(target, name) {
          if (name === "write") return write;
          const value = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
}

/** The first cell of an element, from 1; null while it is not on screen. */
function placeOf(element: DOMElement | null): { readonly row: number; readonly column: number } | null {
  if (element === null) return null;
  let [row, column] = [1, 1];
  for (let node: DOMElement | undefined = element; node !== undefined; node = node.parentNode) {
    if (node.style.display === "none") return null;
    row += node.yogaNode?.getComputedTop() ?? 0;
    column += node.yogaNode?.getComputedLeft() ?? 0;
  }
  return { row, column };
}
