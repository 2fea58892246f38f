import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** How a terminal shows an image: as itself, as half blocks in 24-bit or 256 colours, or in words. */
export type Graphics = "kitty" | "truecolor" | "256" | "words";

const known: readonly Graphics[] = ["kitty", "truecolor", "256", "words"];

/** What a terminal can show, and why. */
export interface TerminalGraphics {
  readonly graphics: Graphics;
  /** Whether image data must be wrapped for tmux. */
  readonly tmux: boolean;
  /** One line for people. */
  readonly because: string;
}

/**
 * What this terminal can show, from the environment alone: asking the terminal itself would hang where none
 * answers. `SLUICE_IMAGES` overrides it.
 * @param passthrough whether tmux hands image data on (`allow-passthrough`); looked at only under tmux
 */
export function graphicsOf(env: NodeJS.ProcessEnv, passthrough: boolean): TerminalGraphics {
  const tmux = isTmux(env);
  const wanted = known.find((one) => one === env["SLUICE_IMAGES"]);
  if (wanted) return { graphics: wanted, tmux, because: "SLUICE_IMAGES says so" };
  if (env["NO_COLOR"]) return { graphics: "words", tmux, because: "NO_COLOR is set" };
  if (env["TERM"] === "dumb") return { graphics: "words", tmux, because: "TERM is dumb" };
  if (hasPlaceholders(env) && (!tmux || passthrough))
    return { graphics: "kitty", tmux, because: "the terminal has Kitty's Unicode placeholders" };
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
