import { appendFile, mkdir, readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { MOST_ATTEMPTS } from "../../claims/claim.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { claimsFolder } from "../../run/run.ts";
import { isInStore } from "../elsewhere/book.ts";

/** Exit code of a worker that is worth starting again: sysexits' EX_TEMPFAIL. */
const AGAIN = 75;

/**
 * A worker's failure, with an exit code for whoever starts workers: 2 where starting it again helps nothing, 75 where
 * it may. One that nobody foresaw is a bug, or a machine that is not well: it is counted in the run, by machine, and
 * no more tried again once it came as often as a shard may fail.
 */
export async function workerFailure(
  run: string,
  error: unknown,
  host: string = hostname(),
): Promise<CliError> {
  if (error instanceof CliError && error.exitCode === 2) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (isForeseen(error)) return new CliError(reason, { exitCode: AGAIN, cause: error });
  const times = await counted(run, host, oneLine(error));
  const exitCode = times < MOST_ATTEMPTS ? AGAIN : 2;
  const said = `unexpected, time ${times} on ${host}: ${reason}`;
  return new CliError(exitCode === 2 ? `${said}; it is not tried again, please report it` : said, {
    exitCode,
    cause: error,
  });
}

/** What a model, a disk or a network says. */
function isForeseen(error: unknown): boolean {
  if (error instanceof CliError) return true;
  return error instanceof Error && "code" in error && /^E[A-Z]+$/u.test(String(error.code));
}

/** How often a failure came on a machine, this time included. */
async function counted(run: string, host: string, reason: string): Promise<number> {
  // In object storage nobody counts.
  if (isInStore(run)) return 1;
  const path = join(claimsFolder(run), `%unexpected.${host.replaceAll(/[^\w.-]/gu, "_")}`);
  try {
    await mkdir(claimsFolder(run), { recursive: true });
    await appendFile(path, `${reason}\n`);
    return (await readFile(path, "utf8")).split("\n").filter((line) => line === reason).length;
  } catch {
    // A folder that cannot be written is foreseen, and will be said by the next that writes.
    return 1;
  }
}
