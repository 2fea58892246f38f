import type { Command } from "commander";
import type { ExitCode } from "../process/errors.ts";

/** What a command may use of the process it runs in. */
export interface Session {
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by the first Ctrl-C; the second one ends the process. */
  readonly signal: AbortSignal;
  /** The words after `sluice`, for the record and for resume hints. */
  readonly words: readonly string[];
  /** Results; exactly one JSON document under `--json`. */
  print(text: string): void;
  /** Progress, hints and warnings. */
  say(text: string): void;
  /** The process's exit code, unless something throws. */
  exit(code: ExitCode): void;
}

/** Adds one command, with its flags, help and action, to the program. */
export type AddCommand = (program: Command, session: Session) => void;

/** `sluice <words>` as a person would type it. */
export function commandLine(words: readonly string[]): string {
  return [
    "sluice",
    ...words.map((word) => (/^[\w./:@%+=,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)),
  ].join(" ");
}
