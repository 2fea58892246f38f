import { randomBytes } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { isGone, thisHolder } from "../process/holder.ts";

/** What nobody wrote into for so long, milliseconds, is nobody's, whatever machine it is of. */
const STALE_MS = 7 * 24 * 3600 * 1000;

/** How folders in the machine's temporary folder begin: of a run that lies elsewhere, files of datasets, sockets of devices. */
const KINDS = { run: "sluice-run-", data: "sluice-data-", device: "sluice-device-" } as const;

/** Those of this process, which go with it. */
const own = new Set<string>();

/**
 * A new folder of this process for what is put down for a while, which nobody else may read. Those that killed
 * processes of this user left go first. Whoever asks for it may take it away; the process's end does.
 * @param base the machine's temporary folder unless given
 */
export function ownFolder(kind: keyof typeof KINDS, base = tmpdir()): string {
  const temporary = temporaryFolder(base);
  const user = process.getuid?.();
  // Everybody may write there: what another user put under such a name is not gone through.
  for (const prefix of Object.values(KINDS))
    sweepLeft(temporary, prefix, (path) => user === undefined || lstatSync(path).uid === user);
  const folder = join(temporary, ownName(KINDS[kind]));
  mkdirSync(folder, { mode: 0o700 });
  if (own.size === 0)
    process.once("exit", () => {
      for (const one of own) rmSync(one, { recursive: true, force: true });
    });
  own.add(folder);
  return folder;
}

function temporaryFolder(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new CliError(
      `Cannot use the temporary folder "${path}": ${oneLine(cause)}; set TMPDIR to one that is there`,
      {
        exitCode: 2,
        cause,
      },
    );
  }
}

/** A name that no other process draws, and that says whose it is to {@link sweepLeft}. @param prefix ends with a dash */
export function ownName(prefix: string): string {
  const { pid, start, space } = thisHolder();
  return `${prefix}${pid}-${start || 0}-${shortOf(space)}-${randomBytes(6).toString("hex")}`;
}

/** Takes away folders by {@link ownName} whose processes were killed; what may be a living one's stays. @param mayGo asked before one is looked into */
export function sweepLeft(
  folder: string,
  prefix: string,
  mayGo: (path: string) => boolean = () => true,
): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    const path = join(folder, name);
    try {
      if (mayGo(path) && isLeft(path, name.slice(prefix.length)))
        rmSync(path, { recursive: true, force: true });
    } catch {
      // Whoever may only read it, or comes second, leaves it.
    }
  }
}

function isLeft(path: string, owner: string): boolean {
  const [pid = "", start = "", space = ""] = owner.split("-");
  const here = thisHolder();
  if (space === shortOf(here.space) && here.start !== "" && start !== "0")
    return isGone({ ...here, pid: Number(pid), start });
  const times = [path, ...readdirSync(path, { recursive: true }).map((file) => join(path, String(file)))];
  return times.every((one) => lstatSync(one).mtimeMs < Date.now() - STALE_MS);
}

/** The space that a process number counts in, as it stands in a name. */
function shortOf(space: string): string {
  return sha256Of(space).slice(0, 12);
}
