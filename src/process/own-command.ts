import { spawn } from "node:child_process";
import { type LinkedLine, unlinked, wantsLinks } from "./linked.ts";

/** What a command said, line by line, and how it ended. */
export interface Said {
  readonly lines: readonly LinkedLine[];
  /** Null where a signal ended it. */
  readonly code: number | null;
}

/**
 * Runs a command of this program as a process of its own, without a terminal.
 * @param more variables of its environment
 * @param signal ends it
 */
export function ownCommand(
  words: readonly string[],
  more: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Said> {
  const [, entry = ""] = process.argv;
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, entry, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...more, ...wantsLinks },
      signal,
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({ lines: said.join("").trimEnd().split("\n").map(unlinked), code }),
    );
  });
}
