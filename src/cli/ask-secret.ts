import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliError, oneLine } from "../process/errors.ts";
import type { Io } from "../words/command.ts";

/**
 * Asks at the terminal without showing what is typed; null where there is no terminal.
 * @throws CliError (exit code 2) when it was broken off
 */
export async function askSecret(
  question: string,
  { terminal: { stdin, stderr }, signal }: Pick<Io, "terminal" | "signal">,
): Promise<string | null> {
  if (stdin === undefined || stderr === undefined) return null;
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silence, terminal: true });
  stderr.write(question);
  const broken = new Promise<never>((_, reject) =>
    lines.once("close", () => reject(new CliError("Cannot go on without the passphrase", { exitCode: 2 }))),
  );
  try {
    return await Promise.race([lines.question("", { signal }), broken]);
  } finally {
    lines.close();
    stderr.write("\n");
  }
}

/** A passphrase from a file's first line. @throws CliError (exit code 2) */
export async function secretFromFile(path: string): Promise<string> {
  try {
    const [line = ""] = (await readFile(path, "utf8")).split(/\r?\n/u);
    if (line === "") throw new Error("its first line is empty");
    return line;
  } catch (cause) {
    throw new CliError(`Cannot read passphrase "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
