import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { CliError, oneLine } from "./errors.ts";
import { printable } from "./printable.ts";

/**
 * Reads a plain file once, and no more of it than is allowed: what was looked at is what was read.
 * @param what it is, for the message
 * @param links whether a link is gone after: what a person names may be one, what lies in a folder of others may not
 * @throws CliError (exit code 2) when it is a link, no plain file, or larger
 */
export async function readLimited(
  path: string,
  most: number,
  what: string,
  links: "refused" | "followed" = "refused",
): Promise<Uint8Array> {
  const refuse = (reason: string, cause?: unknown) =>
    new CliError(`Cannot read ${what} "${printable(path)}": ${reason}`, { exitCode: 2, cause });
  // A pipe that nobody writes to would be waited for, for ever.
  const how = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, links === "refused" ? how | (constants.O_NOFOLLOW ?? 0) : how).catch(
    (cause: unknown) => {
      const link = (cause as NodeJS.ErrnoException).code === "ELOOP";
      throw refuse(link ? "it is a link" : oneLine(cause), cause);
    },
  );
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw refuse("it is no plain file");
    const bytes = Buffer.alloc(Math.min(facts.size, most) + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > most) throw refuse(`wanted at most ${most} bytes, got ${facts.size}`);
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
