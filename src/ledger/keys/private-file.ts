import { constants } from "node:fs";
import { chmod, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { CliError, oneLine } from "../../process/errors.ts";

/** More than any key file holds. */
const MOST = 64 * 1024;

/**
 * Reads a file that holds a secret, after looking at whom it is open to. The open file is what is looked at, so
 * that no link can be exchanged in between.
 * @throws CliError (exit code 2): not there, not a file, not the user's, or open to group or others
 */
export async function readPrivateFile(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw refused(path, code === "ENOENT" ? "there is none; make one: sluice gate keygen" : oneLine(cause));
  });
  try {
    const { mode, uid, size } = await file.stat();
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw refused(path, "it is not a plain file");
    if (size > MOST) throw refused(path, `wanted a key of at most ${MOST} bytes, got ${size}`);
    // Windows has no such bits; what it shows there says nothing.
    if (process.platform !== "win32") {
      if (uid !== process.getuid?.()) throw refused(path, "it belongs to another user");
      if ((mode & 0o077) !== 0)
        throw refused(
          path,
          `others may read or change it (mode ${(mode & 0o777).toString(8).padStart(4, "0")}); repair it: chmod 600`,
        );
    }
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}

/**
 * Writes a new file with a secret, mode 0600, never over another.
 * @throws CliError (exit code 2) when there is one already
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "wx", 0o600).catch((cause) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new CliError(
      `Cannot write key "${path}": ${code === "EEXIST" ? "there is one already, and a key is never overwritten; choose another --name" : oneLine(cause)}`,
      { exitCode: 2 },
    );
  });
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(path, 0o600);
}

function refused(path: string, reason: string): CliError {
  return new CliError(`Cannot use key "${path}": ${reason}`, { exitCode: 2 });
}
