import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { CliError } from "./errors.ts";

/** What keeps everybody, or this user, from writing into a folder. */
const WHY: Readonly<Record<string, string>> = {
  EROFS: "its disk is read-only here; mount it so that it can be written",
  EACCES: "it is closed to this user; run as one who may write there",
  EPERM: "it is closed to this user; run as one who may write there",
};

/**
 * Refuses what nothing could come of, and no second try helps.
 * @param task as in `work on run "runs/a"` @param folders those that are not there are passed over
 * @throws CliError (exit code 2) that names the first folder where nothing may be written, and why
 */
export async function refuseReadOnly(task: string, folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    try {
      await access(folder, constants.W_OK | constants.X_OK);
    } catch (cause) {
      const { code = "" } = cause as NodeJS.ErrnoException;
      const why = WHY[code];
      if (why === undefined) continue;
      throw new CliError(`Cannot ${task}: nothing can be written in "${folder}" (${code}): ${why}`, {
        exitCode: 2,
        cause,
      });
    }
  }
}
