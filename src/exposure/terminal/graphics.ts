import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Blocks } from "./blocks.ts";

/** How a terminal shows an image: as itself, by either protocol, as blocks in 24-bit or 256 colours, or in words. */
export type Graphics = "kitty" | "sixel" | "truecolor" | "256" | "words";

const known: readonly Graphics[] = ["kitty", "sixel", "truecolor", "256", "words"];

/** What a terminal can show, and why. */
export interface TerminalGraphics {
  readonly graphics: Graphics;
  /** Whether image data must be wrapped for tmux. */
  readonly tmux: boolean;
  /** One line for people. */
  readonly because: string;
  /** How it parts a cell, where it draws blocks. */
  readonly blocks?: Blocks;
  /** Pixels of one of its cells, where it said so. */
  readonly cell?: CellSize;
}

/** What a terminal answered when it was asked; null is no answer. */
export interface TerminalAnswer {
  /** Whether its device attributes name sixel graphics (4). */
  readonly sixel: boolean;
  readonly cell: CellSize | null;
}

/** Pixels of a cell. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

/**
 * What this terminal can show. `SLUICE_IMAGES` overrides it.
 * @param passthrough whether tmux hands image data on (`allow-passthrough`); looked at only under tmux
 * @param answer what the terminal itself said, where it was asked
 */
export function graphicsOf(
  env: NodeJS.ProcessEnv,
  passthrough: boolean,
  answer: TerminalAnswer | null = null,
): TerminalGraphics {
  const blocks = hasSextants(env) ? "sextants" : "quadrants";
  const cell = answer?.cell ?? null;
  return { ...chosen(env, passthrough, answer?.sixel ?? false), blocks, ...(cell && { cell }) };
}

/** Whether asking the terminal could change what {@link graphicsOf} says of it. */
export function worthAsking(env: NodeJS.ProcessEnv): boolean {
  const { graphics } = chosen(env, true, false);
  return (
    graphics === "sixel" || (env["SLUICE_IMAGES"] === undefined && /^(?:truecolor|256)$/u.test(graphics))
  );
}

function chosen(
  env: NodeJS.ProcessEnv,
  passthrough: boolean,
  sixel: boolean,
): Pick<TerminalGraphics, "graphics" | "tmux" | "because"> {
  const tmux = isTmux(env);
  const wanted = known.find((one) => one === env["SLUICE_IMAGES"]);
  if (wanted) return { graphics: wanted, tmux, because: "SLUICE_IMAGES says so" };
  if (env["NO_COLOR"]) return { graphics: "words", tmux, because: "NO_COLOR is set" };
  if (env["TERM"] === "dumb") return { graphics: "words", tmux, because: "TERM is dumb" };
  if (hasPlaceholders(env) && (!tmux || passthrough))
    return { graphics: "kitty", tmux, because: "the terminal has Kitty's Unicode placeholders" };
  if (sixel) return { graphics: "sixel", tmux, because: "the terminal says that it draws sixels" };
  const because = hasPlaceholders(env) ? "tmux holds image data back" : "no image protocol is known of it";
  return isTruecolor(env) ? { graphics: "truecolor", tmux, because } : { graphics: "256", tmux, because };
}

/** Whether this tmux hands image data on to the terminal around it. */
export async function tmuxPassthrough(env: NodeJS.ProcessEnv): Promise<boolean> {
  if (!isTmux(env)) return false;
  try {
    const asked = await promisify(execFile)("tmux", ["show", "-Apv", "allow-passthrough"], {
      timeout: 500,
      env,
    });
    return /^(?:on|all)/u.test(asked.stdout);
  } catch {
    return false;
  }
}

function isTmux(env: NodeJS.ProcessEnv): boolean {
  return env["TMUX"] !== undefined || /^(?:tmux|screen)/u.test(env["TERM"] ?? "");
}

/** Terminals known to have Unicode placeholders: kitty from 0.28, Ghostty. */
function hasPlaceholders(env: NodeJS.ProcessEnv): boolean {
  return (
    env["KITTY_WINDOW_ID"] !== undefined ||
    env["GHOSTTY_RESOURCES_DIR"] !== undefined ||
    env["TERM"] === "xterm-kitty" ||
    env["TERM_PROGRAM"] === "ghostty"
  );
}

function isTruecolor(env: NodeJS.ProcessEnv): boolean {
  return /^(?:truecolor|24bit)$/u.test(env["COLORTERM"] ?? "") || (env["TERM"] ?? "").endsWith("-direct");
}

/** Terminals known to draw sextants themselves, whatever the font has. */
function hasSextants(env: NodeJS.ProcessEnv): boolean {
  return (
    hasPlaceholders(env) ||
    env["TERM_PROGRAM"] === "WezTerm" ||
    env["WT_SESSION"] !== undefined ||
    (env["TERM"] ?? "").startsWith("foot") ||
    Number(env["VTE_VERSION"] ?? 0) >= 6000
  );
}
