import { terminalGone } from "../terminal-gone.ts";

const ENTER = "\u001B[?1049h\u001B[2J\u001B[H";
const LEAVE = "\u001B[?25h\u001B[?1049l";

/** The alternate screen: entered now, left exactly once, whatever ends the process. */
export interface Screen {
  /** Gives the terminal back as it was. */
  leave(): void;
}

/** Takes the terminal over. It is given back on a normal exit, on a signal and on a crash. */
export function enterScreen(stream: NodeJS.WriteStream): Screen {
  let inside = true;
  stream.write(ENTER);
  const leave = () => {
    if (!inside) return;
    inside = false;
    stream.write(LEAVE);
    process.off("exit", leave);
    process.off("uncaughtExceptionMonitor", leave);
    process.off("SIGHUP", terminalGone);
    process.stdin.off("error", terminalGone);
  };

  process.on("exit", leave);
  process.on("uncaughtExceptionMonitor", leave);
  process.on("SIGHUP", terminalGone);
  process.stdin.on("error", terminalGone);
  return { leave };
}

/** Whether both ends are a terminal that a full-screen program can use. */
export function canTakeOver(
  stdin: NodeJS.ReadStream,
  stdout: NodeJS.WriteStream,
  env: NodeJS.ProcessEnv,
): boolean {
  return Boolean(stdin.isTTY && stdout.isTTY) && env["TERM"] !== "dumb";
}
