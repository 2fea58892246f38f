import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Policy } from "../../../filters/index.ts";
import { parsePolicy } from "../../../filters/index.ts";
import { withCut } from "../../policy/edit.ts";
import { readPolicyText } from "../../policy/load.ts";
import { CliError } from "../../process/errors.ts";
import { writeWhole } from "../../process/files.ts";
import type { ScrubState } from "./state.ts";

/**
 * Writes the policy with its dials as they stand as a new version beside the run; an older file is never
 * touched.
 * @returns the new file's path
 * @throws CliError (exit code 2) when nothing was moved
 */
export async function saveVersion(
  state: ScrubState,
  policy: Policy,
  source: string,
  folder: string,
): Promise<string> {
  const changes = state.dials.flatMap(({ rule, index, from }, i) => {
    const value = state.at[i] ?? from;
    return value === from ? [] : [{ rule, index, value }];
  });
  if (changes.length === 0) throw new CliError("Nothing to save: no cut was moved", { exitCode: 2 });
  const version = policy.version + 1;
  const moved = changes.reduce(
    (text, { rule, index, value }) => withCut(text, rule, index, value, { version }),
    await readPolicyText(source),
  );
  const path = freePath(folder, policy.name, version);
  parsePolicy(moved, path);
  await mkdir(dirname(path), { recursive: true });
  await writeWhole(path, moved);
  return path;
}

function freePath(folder: string, name: string, version: number): string {
  for (let copy = 0; ; copy++) {
    const ending = copy === 0 ? "" : `-${copy + 1}`;
    const path = join(folder, "policies", `${basename(name)}.v${version}${ending}.yaml`);
    if (!existsSync(path)) return path;
  }
}
