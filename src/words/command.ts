import type { Command } from "commander";
import type { ExitCode } from "../process/errors.ts";
import type { TerminalStreams } from "../process/terminal-streams.ts";

/** The world that a command line runs in: this process, or whatever a caller makes of it. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  /** Aborted when the person wants the command to end. */
  readonly signal: AbortSignal;
  readonly terminal: TerminalStreams;
  now(): Date;
  /** Results; exactly one JSON document under `--json`. */
  print(text: string): void;
  /** Progress, hints and warnings. */
  say(text: string): void;
}

/** What a command may use of the process it runs in. */
export interface Session extends Io {
  /** The words after `sluice`, for the record and for resume hints. */
  readonly words: readonly string[];
  /** The environment as it was given, without a person's settings. */
  readonly given: NodeJS.ProcessEnv;
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
