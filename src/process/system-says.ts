import { CliError, oneLine } from "./errors.ts";

/** What was wanted where the system says no, by its code, with the words of libraries that give no code. */
const NO: readonly (readonly [code: string, words: RegExp, wanted: string])[] = [
  ["ENOSPC", /no space left on device/iu, "room on its disk"],
  ["EDQUOT", /quota exceeded/iu, "room within its owner's quota"],
  ["EROFS", /read-only file system/iu, "a disk that can be written"],
  ["EACCES", /permission denied/iu, "the right to do so"],
  ["EPERM", /operation not permitted/iu, "the right to do so"],
  ["EMFILE", /too many open files/iu, "more files open at once (ulimit -n)"],
  ["ENFILE", /too many open files in system/iu, "more files open at once on this machine"],
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

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if ("code" in error && NO.some(([code]) => code === error.code)) return String(error.code);
  return NO.find(([, words]) => words.test(error.message))?.[0] ?? null;
}
