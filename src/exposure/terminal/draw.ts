import { framed, type ObscuredImage, type Obscuring, obscure, obscuredPng, type Part } from "../obscure.ts";
import { blockLines, CELL_OF_BLOCKS } from "./blocks.ts";
import type { TerminalGraphics } from "./graphics.ts";
import { forgetSequence, MAX_ROWS, placeholderLines, uploadSequences } from "./kitty.ts";
import { sixels } from "./sixel.ts";

/** An image as the terminal shows it. */
export interface Drawing {
  /** Ordinary lines of text, escape sequences included. */
  readonly lines: readonly string[];
  /** To write before the lines are shown; empty where lines are all. */
  readonly upload: string;
  /** To write once the image is hidden. */
  readonly forget: string;
  /** To write over the lines, from their first cell on, after each frame; empty where lines are all. */
  readonly over: string;
}

/** Pixels of a cell where the terminal draws real pixels, and did not say how many. */
const CELL = { width: 10, height: 20 } as const;

/** Blocks beyond this many cells make a frame slow. */
const MOST_BLOCKS = { columns: 100, rows: 40 } as const;

let lastId = 0;

/**
 * Draws an image as an obscured picture, in at most `columns` × `rows` cells. What is hidden is gone before
 * anything is encoded for the terminal.
 * @param part what a model looked at, to be framed
 * @throws Error with one line when the image does not decode
 */
export async function draw(
  bytes: Uint8Array,
  kind: Obscuring,
  box: Box,
  terminal: TerminalGraphics,
  part: Part | null = null,
): Promise<Drawing> {
  const { width, height } = pixelsOf(box, terminal);
  const obscured = await obscure(bytes, kind, width, height);
  return drawObscured(part === null ? obscured : framed(obscured, part), terminal);
}

/** Cells that a drawing may take. */
interface Box {
  readonly columns: number;
  readonly rows: number;
}

/** The most pixels that a terminal shows in a box: what an obscured image must fit into. */
export function pixelsOf(
  box: Box,
  { graphics, cell = CELL }: TerminalGraphics,
): { readonly width: number; readonly height: number } {
  if (graphics === "words") return { width: 4096, height: 4096 };
  if (graphics === "kitty")
    return { width: box.columns * CELL.width, height: Math.min(box.rows, MAX_ROWS) * CELL.height };
  // A band that is begun is drawn whole: none may reach below the last row.
  if (graphics === "sixel")
    return { width: box.columns * cell.width, height: 6 * Math.floor((box.rows * cell.height) / 6) };
  return {
    width: CELL_OF_BLOCKS.width * Math.min(box.columns, MOST_BLOCKS.columns),
    height: CELL_OF_BLOCKS.height * Math.min(box.rows, MOST_BLOCKS.rows),
  };
}

/** Draws an image that is obscured already, and no larger than {@link pixelsOf} its box. */
export async function drawObscured(
  obscured: ObscuredImage,
  { graphics, tmux, blocks, cell = CELL }: TerminalGraphics,
): Promise<Drawing> {
  const { width, height } = obscured;
  if (graphics === "words") {
    const shape = width > 1.1 * height ? "wide" : height > 1.1 * width ? "tall" : "square";
    return { lines: [`a ${shape} image; this terminal shows none: judge by text and scores`], ...silent };
  }
  if (graphics === "sixel") {
    const lines = Array.from({ length: Math.ceil(height / cell.height) }, () => " ");
    return { ...silent, lines, over: await sixels(obscured) };
  }
  if (graphics !== "kitty") return { lines: blockLines(obscured, graphics, blocks), ...silent };
  // Ids of one process never repeat, so that an image that was hidden cannot come back.
  lastId = (lastId % 0xfffffe) + 1;
  const place = {
    id: lastId,
    columns: Math.ceil(obscured.width / CELL.width),
    rows: Math.ceil(obscured.height / CELL.height),
  };
  return {
    ...silent,
    lines: placeholderLines(place),
    upload: uploadSequences(await obscuredPng(obscured), { ...place, tmux }),
    forget: forgetSequence(place.id, tmux),
  };
}

const silent = { upload: "", forget: "", over: "" } as const;
