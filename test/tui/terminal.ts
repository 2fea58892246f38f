import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { root } from "../cli.ts";

/** Sluice in a real pseudo-terminal, seen as a person sees it. */
export interface Terminal {
  /** The screen's lines, without trailing spaces. */
  screen(): string;
  /** Everything that was written, escape sequences included. */
  written(): string;
  /** Resolves with the screen once it matches. @throws Error with the screen as it was */
  until(pattern: RegExp, seconds?: number): Promise<string>;
  /** Writes to the program as a keyboard would, and waits for nothing. */
  send(text: string): void;
  press(...pressed: readonly string[]): Promise<void>;
  resize(columns: number, rows: number): void;
  kill(signal?: string): void;
  readonly ended: Promise<number>;
  /** Whether the alternate screen is shown. */
  alternate(): boolean;
}

const keys = {
  enter: "\r",
  escape: "\u001B",
  up: "\u001B[A",
  down: "\u001B[B",
  right: "\u001B[C",
  left: "\u001B[D",
  "ctrl-c": "\u0003",
  backspace: "\u007F",
} as const;

const entry = join(root, "src/cli/sluice.cjs");

/** Runs `sluice …` in a terminal of its own. */
export function openTerminal(
  words: readonly string[],
  {
    cwd,
    env = {},
    columns = 80,
    rows = 24,
  }: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly columns?: number;
    readonly rows?: number;
  },
): Terminal {
  // Ink prints nothing until the end where CI is set.
  const { CI: _, NO_COLOR: __, TMUX: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [entry, ...words], {
    cwd,
    cols: columns,
    rows,
    name: "xterm-256color",
    env: { ...inherited, TERM: "xterm-256color", COLORTERM: "truecolor", LANG: "C.UTF-8", ...env },
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let written = "";
  child.onData((data) => {
    written += data;
    terminal.write(data);
  });
  const screen = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, i) => active.getLine(active.baseY + i)?.translateToString(true) ?? "",
    ).join("\n");
  };
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  let over = false;
  void ended.then(() => {
    over = true;
  });
  return {
    screen,
    written: () => written,
    ended,
    alternate: () => terminal.buffer.active.type === "alternate",
    async until(pattern, seconds = 60) {
      const deadline = performance.now() + 1000 * seconds;
      while (!pattern.test(screen())) {
        if (performance.now() > deadline || over)
          throw new Error(`the screen never showed ${pattern}:\n${screen()}`);
        await pause(20);
      }
      return screen();
    },
    send: (text) => child.write(text),
    async press(...pressed) {
      for (const key of pressed) {
        child.write(key in keys ? keys[key as keyof typeof keys] : key);
        await pause(60);
      }
    },
    resize(newColumns, newRows) {
      child.resize(newColumns, newRows);
      terminal.resize(newColumns, newRows);
    },
    kill: (signal) => child.kill(signal),
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
