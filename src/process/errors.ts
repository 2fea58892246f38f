import { printable } from "./printable.ts";
import type { Reason } from "./reason.ts";

/**
 * 0 done, 1 failure, 2 usage or unusable input, 3 a policy or gate said no, 4 finished with bad pairs or shards,
 * 5 a file is whole and its signer unknown, 6 a file's provenance is broken, 75 a worker may be tried again,
 * 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 75 | 130;

/** A failure that a person can act on: one line, no stack. Anything else that is thrown is a bug. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly exitCode: ExitCode;
  constructor(message: string, options: ErrorOptions & { readonly exitCode: ExitCode }) {
    super(message, options);
    this.exitCode = options.exitCode;
  }
}

/** Somebody's rules said no: exit code 3, with every reason as a value. */
export class Refused extends CliError {
  readonly reasons: readonly Reason[];
  constructor(message: string, reasons: readonly Reason[], options?: ErrorOptions) {
    super(message, { ...options, exitCode: 3 });
    this.reasons = reasons;
  }
}

/** The first line of whatever was thrown, safe to print: it may quote what somebody typed or a file held. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return printable(text.split("\n", 1)[0]?.trim() ?? "") || "unknown error";
}
