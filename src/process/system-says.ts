import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { CliError, oneLine } from "./errors.ts";

/** What was wanted where the system says no, by its code, with the system's words, which a database quotes without it. */
const NO: readonly (readonly [code: string, words: RegExp, wanted: string])[] = [
  ["ENOSPC", /no space left on device/iu, "room on its disk"],
  ["EDQUOT", /quota exceeded/iu, "room within its owner's quota"],
  ["EROFS", /read-only file system/iu, "a disk that can be written"],
  ["EACCES", /permission denied/iu, "the right to do so"],
  ["EPERM", /operation not permitted/iu, "the right to do so"],
  ["ENFILE", /too many open files in system/iu, "more files open at once on this machine"],
  ["EMFILE", /too many open files/iu, "more files open at once (ulimit -n)"],
  ["EIO", /input\/output error/iu, "a disk that works"],
];

/** The system's code where a disk takes nothing now and would later, or null. */
export function fullDiskCode(error: unknown): string | null {
  const code = codeOf(error);
  return code !== null && ["ENOSPC", "EDQUOT", "EROFS"].includes(code) ? code : null;
}

/** What the system or another machine refused, as a line that a person can act on; null where this program failed. */
export function systemSays(error: unknown): CliError | null {
  if (error instanceof Error && error.name === "StoreError")
    return new CliError(oneLine(error), { exitCode: 1, cause: error });
  const found = NO.find(([code]) => code === codeOf(error));
  if (found === undefined) return null;
  const [code, , wanted] = found;
  const { path, syscall } = error as NodeJS.ErrnoException;
  const place = path === undefined ? "" : ` "${path}"`;
  const verb = syscall ?? "use a file";
  // Without a path its own words say more.
  const got = path === undefined ? oneLine(error) : code;
  return new CliError(
    `Cannot ${verb}${place}: wanted ${wanted}, got ${got}; what was finished is kept: mend it and run the same command again`,
    { exitCode: 1, cause: error },
  );
}

/** Node takes the refusal of a read-only disk for a folder that is not there: where it is, nothing else can be wrong. */
function isInReadOnly({ code, syscall, path }: NodeJS.ErrnoException): boolean {
  return code === "ENOENT" && syscall === "mkdir" && path !== undefined && existsSync(dirname(path));
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error) {
    const told = isInReadOnly(error as NodeJS.ErrnoException) ? "EROFS" : error.code;
    return NO.find(([code]) => code === told)?.[0] ?? null;
  }
  // Of any other error words prove nothing: they may be a file's, or another machine's.
  if (!/^IO Error: /u.test(error.message)) return null;
  return NO.find(([, words]) => words.test(error.message))?.[0] ?? null;
}
