import { writeSync } from "node:fs";
import { terminalGone } from "../process/terminal-gone.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";

const ENTER = "\u001B[?1049h\u001B[2J\u001B[H";
/** Reports the wheel and buttons, in numbers of any size; and no more. */
const MOUSE = "\u001B[?1000h\u001B[?1006h";
const NO_MOUSE = "\u001B[?1006l\u001B[?1000l";
const LEAVE = "\u001B[?25h\u001B[?1049l";

/** The alternate screen: entered now, left exactly once, whatever ends the process. */
export interface Screen {
  /** Gives the terminal back as it was. */
  leave(): void;
}

/**
 * Takes the terminal over. It is given back on a normal exit, on a signal and on a crash.
 * @param forgotten escape sequences that take away what was left in the terminal, images above all
 * @param mouse whether its wheel is wanted
 */
export function enterScreen(
  { stdin, stdout }: Required<Pick<TerminalStreams, "stdin" | "stdout">>,
  forgotten: string,
  mouse: boolean,
): Screen {
  let inside = true;
  const forget = (mouse ? NO_MOUSE : "") + forgotten;
  stdout.write(ENTER + (mouse ? MOUSE : ""));
  const leave = () => {
    if (!inside) return;
    inside = false;
    stdout.write(forget + LEAVE);
    process.off("exit", leave);
    process.off("uncaughtExceptionMonitor", leave);
    process.off("SIGHUP", hungUp);
    stdin.off("error", terminalGone);
  };
  // A hang-up may come from a person, while the terminal is still there.
  const hungUp = () => {
    stdin.off("error", terminalGone);
    stdin.on("error", () => {});
    try {
      writeSync(1, forget + LEAVE);
      stdin.setRawMode(false);
    } catch {
      // It is gone: nothing is left to give back.
    }
    terminalGone();
  };

  process.on("exit", leave);
  process.on("uncaughtExceptionMonitor", leave);
  process.on("SIGHUP", hungUp);
  stdin.on("error", terminalGone);
  return { leave };
}

/** SGR sequences that set a colour; bold, dim and inverse are none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const COLOURS = /\u001B\[(?:3[0-9]|4[0-9]|9[0-7]|10[0-7])(?:;[\d;]*)?m/gu;

/** The same terminal without colours, since what Ink draws with knows nothing of NO_COLOR. */
export function colourless(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (text: string | Uint8Array, ...rest: readonly never[]) =>
    stream.write(typeof text === "string" ? text.replace(COLOURS, "") : text, ...rest);
  return new Proxy(stream, {
    get(target, name) {
      if (name === "write") return write;
      const value = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Whether both ends are a terminal that a full-screen program can use. */
export function canTakeOver(
  terminal: TerminalStreams,
  env: NodeJS.ProcessEnv,
): terminal is Required<Pick<TerminalStreams, "stdin" | "stdout">> {
  return terminal.stdin !== undefined && terminal.stdout !== undefined && env["TERM"] !== "dumb";
}
