import { join } from "node:path";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { atRest } from "./at-rest.ts";
import { root } from "./cli.ts";

/** Sluice in a real pseudo-terminal, seen as a person sees it. */
export interface Terminal {
  readonly pid: number;
  /** The lines of the newest whole frame, without trailing spaces. */
  screen(): string;
  /** Everything that was written, escape sequences included. */
  written(): string;
  /** Resolves with the first frame that matches, from now on. @throws Error with the screen as it was */
  until(pattern: RegExp, seconds?: number): Promise<string>;
  /** Writes to the program as a keyboard would, and waits for nothing. */
  send(text: string): void;
  /** Presses keys one by one, each once what it acts on is drawn. */
  press(...pressed: readonly string[]): Promise<void>;
  /** Presses a key, and resolves with the first frame since that matches: what hides by itself may be gone by then. */
  glimpsed(key: string, pattern: RegExp): Promise<string>;
  /** Resolves once keys count: what they act on was drawn a moment ago. */
  settled(): Promise<void>;
  resize(columns: number, rows: number): void;
  kill(signal?: string): void;
  /** Resolves with the exit code once everything that was written is on the screen. */
  readonly ended: Promise<number>;
  /** Ends the program, whatever it does, and waits until it is gone. */
  close(): Promise<void>;
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

/** A terminal of a build machine: the person who sits at it sees what they would see anywhere. */
const here = {
  TERM: "xterm-256color",
  COLORTERM: "truecolor",
  LANG: "C.UTF-8",
  CI: "true",
  CONTINUOUS_INTEGRATION: "true",
};

/** Ink ends a synchronised update, which is a frame, by leaving this mode. */
const SYNCHRONISED = 2026;

/** Block characters of a picture, several in a row. */
export const PICTURED = /[▀▌▘▚▛▜▙]{4}/u;

const entry = join(root, "src/cli/sluice.cjs");

/** Runs `sluice …` in a terminal of its own. */
export function openTerminal(
  words: readonly string[],
  {
    cwd,
    env = {},
    columns = 80,
    rows = 24,
    attributes,
  }: {
    readonly cwd: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly columns?: number;
    readonly rows?: number;
    /** What it answers where it is asked for its device attributes, in place of its own. */
    readonly attributes?: string;
  },
): Terminal {
  const child = spawn(process.execPath, [entry, ...words], {
    cwd,
    cols: columns,
    rows,
    name: "xterm-256color",
    env: { ...process.env, ...here, ...env },
  });
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const read = () => {
    const { active } = terminal.buffer;
    return Array.from(
      { length: terminal.rows },
      (_, i) => active.getLine(active.baseY + i)?.translateToString(true) ?? "",
    ).join("\n");
  };
  // It answers what it is asked, as any terminal does.
  terminal.onData((answer) => child.write(answer));
  if (attributes !== undefined)
    terminal.parser.registerCsiHandler({ final: "c" }, () => {
      child.write(attributes);
      return true;
    });
  let written = "";
  let screen = read();
  const watchers = new Set<() => void>();
  const look = () => {
    screen = read();
    for (const watch of watchers) watch();
  };
  // A frame comes in pieces, and several in one: as a terminal does, show each once its end was written, wherever it is cut.
  terminal.parser.registerCsiHandler({ prefix: "?", final: "l" }, (modes) => {
    if (modes.includes(SYNCHRONISED)) look();
    return false;
  });
  child.onData((data) => {
    written += data;
    terminal.write(data, () => {
      if (!terminal.modes.synchronizedOutputMode) look();
    });
  });
  let over = false;
  const ended = new Promise<number>((resolve) =>
    child.onExit(({ exitCode }) =>
      terminal.write("\u001B[?2026l", () => {
        over = true;
        look();
        resolve(exitCode);
      }),
    ),
  );
  const kill = (signal?: string) => {
    // Its number may be another process's by now.
    if (!over) child.kill(signal);
  };
  const settled = async () => {
    await atRest(child.pid);
    for (let i = 0; i < 2000 && hasDimKeys(terminal); i++) await pause(20);
  };
  /** Types, and waits for the first answer; some keys have none. */
  const typed = async (text: string) => {
    const before = written.length;
    child.write(text);
    for (let i = 0; i < 20 && written.length === before; i++) await pause(20);
    await atRest(child.pid);
  };
  const until = (pattern: RegExp, seconds = 180) =>
    new Promise<string>((resolve, reject) => {
      const settle = (found: boolean) => {
        clearTimeout(timer);
        watchers.delete(watch);
        if (found) resolve(screen);
        else reject(new Error(`the screen never showed ${pattern}:\n${screen}`));
      };
      const watch = () => {
        if (pattern.test(screen)) settle(true);
        else if (over) settle(false);
      };
      const timer = setTimeout(settle, 1000 * seconds, false);
      watchers.add(watch);
      watch();
    });
  const press = async (...pressed: readonly string[]) => {
    for (const key of pressed) {
      const name = key in keys ? keys[key as keyof typeof keys] : key;
      await settled();
      await typed(name);
      // Where the machine was too slow for the pause, a person reads that, and presses again, until it is there.
      for (let i = 0; i < 200 && /typed before its \w+ was drawn/u.test(screen); i++) {
        await settled();
        await typed(name);
      }
    }
  };
  return {
    pid: child.pid,
    screen: () => screen,
    written: () => written,
    ended,
    alternate: () => terminal.buffer.active.type === "alternate",
    ...{ until, press, settled },
    send: (text) => child.write(text),
    async glimpsed(key, pattern) {
      const [frame] = await Promise.all([until(pattern), press(key)]);
      return frame;
    },
    resize(newColumns, newRows) {
      child.resize(newColumns, newRows);
      terminal.resize(newColumns, newRows);
    },
    kill,
    async close() {
      kill("SIGKILL");
      await ended;
    },
  };
}

/** Whether keys in the bar are dim: what they act on is not drawn yet. */
function hasDimKeys({ buffer: { active }, cols, rows }: xterm.Terminal): boolean {
  // Ink leaves the last row free.
  return [2, 1].some((up) => {
    const line = active.getLine(active.baseY + rows - up);
    return Array.from({ length: cols }, (_, x) => line?.getCell(x)?.isDim() ?? 0).some((dim) => dim !== 0);
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
