import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Policy, parsePolicy } from "../filters/index.ts";
import { CliError, oneLine } from "./errors.ts";
import { packageRoot } from "./version.ts";

const shipped = join(packageRoot, "filters", "policies");

/**
 * Reads a policy by the name of one that ships with Sluice (`default`, `strict`) or by its file's path.
 * @throws CliError (exit code 2) with what is wrong and where
 */
export async function loadPolicy(nameOrPath: string): Promise<Policy> {
  const own = /^[a-z][a-z0-9-]*$/u.test(nameOrPath) ? join(shipped, `${nameOrPath}.yaml`) : "";
  const path = existsSync(own) ? own : nameOrPath;
  try {
    return parsePolicy(await readFile(path, "utf8"), nameOrPath);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause))
      throw new CliError(oneLine(cause), { exitCode: 2, cause });
    const names = (await readdir(shipped)).map((file) => file.replace(/\.yaml$/u, "")).join(", ");
    throw new CliError(
      `Cannot read policy "${nameOrPath}": no such file, and not one of those that ship: ${names}`,
      { exitCode: 2, cause },
    );
  }
}
