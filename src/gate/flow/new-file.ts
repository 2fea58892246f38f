import { open, unlink } from "node:fs/promises";
import { CliError, oneLine } from "../../errors.ts";

/**
 * Takes a new file's place before its content is made and recorded, so that the ledger never says that a file left
 * which could not be written. What fails leaves nothing there.
 * @param make writes the content once everything else is done
 * @throws CliError (exit code 2) when the file is there already, or cannot be made
 */
export async function intoNewFile<T>(
  path: string,
  make: (write: (bytes: Uint8Array) => Promise<void>) => Promise<T>,
): Promise<T> {
  const file = await open(path, "wx").catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "EEXIST" ? "it is there already" : oneLine(cause);
    throw new CliError(`Cannot release to "${path}": ${reason}`, { exitCode: 2, cause });
  });
  try {
    return await make(async (bytes) => {
      await file.writeFile(bytes);
      await file.sync();
    });
  } catch (cause) {
    await unlink(path).catch(() => undefined);
    throw cause;
  } finally {
    await file.close();
  }
}
