import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Policy, parsePolicy } from "../../filters/policies.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { nearest } from "../process/nearest.ts";
import { packageRoot } from "../process/version.ts";

const shipped = join(packageRoot, "filters", "policies");

/**
 * Reads a policy by the name of one that ships with Sluice (`default`, `strict`; the gate's are `gate/prompt` and `gate/image`) or by its file's path.
 * @throws CliError (exit code 2) with what is wrong and where
 */
export async function loadPolicy(nameOrPath: string): Promise<Policy> {
  const text = await readPolicyText(nameOrPath);
  try {
    return parsePolicy(text, nameOrPath);
  } catch (cause) {
    throw new CliError(oneLine(cause), { exitCode: 2, cause });
  }
}

/**
 * Reads a policy's YAML, as `loadPolicy` finds it.
 * @throws CliError (exit code 2) when there is no such file
 */
export async function readPolicyText(nameOrPath: string): Promise<string> {
  const own = /^(?:gate\/)?[a-z][a-z0-9-]*$/u.test(nameOrPath) ? join(shipped, `${nameOrPath}.yaml`) : "";
  const path = existsSync(own) ? own : nameOrPath;
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const files = (await readdir(shipped)).filter((file) => file.endsWith(".yaml"));
    const names = files.map((file) => file.replace(/\.yaml$/u, ""));
    const beside = await readdir(dirname(nameOrPath)).catch(() => []);
    const near = [
      ...nearest(nameOrPath, names),
      ...nearest(basename(nameOrPath), beside).map((name) => join(dirname(nameOrPath), name)),
    ];
    const meant = near.length === 0 ? "" : `; did you mean ${near.slice(0, 4).join(", ")}?`;
    throw new CliError(
      `Cannot read policy "${nameOrPath}": no such file, and not one of those that ship: ${names.join(", ")}${meant}`,
      { exitCode: 2, cause },
    );
  }
}
