import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { applicableRules, parsePolicy } from "../../filters/policies.ts";
import { withCut } from "../policy/edit.ts";
import { readPolicyText } from "../policy/load.ts";
import { CliError } from "../process/errors.ts";
import { writeNew } from "../process/files.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import { columnNames } from "../run/query.ts";
import { wholeNumberTrouble } from "../run/whole-numbers.ts";

/** A cut of a rule, and where it goes. */
export interface MovedCut {
  readonly rule: string;
  /** Which cut of the rule, from 0. */
  readonly index: number;
  readonly value: number;
}

/**
 * Writes the policy of an open run with moved cuts as its next version, beside the run; an older file is never touched.
 * @returns the new file's path
 * @throws CliError (exit code 2) when nothing was moved, a rule or cut is not there, or the run cannot be decided by such cuts
 */
export async function saveMovedCuts(
  { folder, query, policy, policySource }: Pick<DecidedRun, "folder" | "query" | "policy" | "policySource">,
  cuts: readonly MovedCut[],
): Promise<string> {
  if (cuts.length === 0) throw new CliError("Nothing to save: no cut was moved", { exitCode: 2 });
  const version = policy.version + 1;
  const moved = cuts.reduce(
    (text, { rule, index, value }) => withCut(text, rule, index, value, { version }),
    await readPolicyText(policySource),
  );
  const { judged } = applicableRules(parsePolicy(moved, policy.name), await columnNames(query));
  const trouble = await wholeNumberTrouble(query, judged);
  if (trouble !== null)
    throw new CliError(`Cannot save policy "${policy.name}": ${trouble}`, { exitCode: 2 });
  return writeFree(join(folder, "policies"), `${basename(policy.name)}.v${version}`, moved);
}

/** Writes a policy's text as a file of its own. @throws CliError (exit code 2) where one is there already, which stays */
export async function writePolicy(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (!(await writeNew(path, text))) throw policyIsThere(path);
}

/** The refusal to write a policy over a file. */
export function policyIsThere(path: string): CliError {
  return new CliError(`Cannot write policy "${path}": wanted a new file, got one that exists`, {
    exitCode: 2,
  });
}

/** Takes the first name that is free, from nobody who saves at the same time. */
async function writeFree(folder: string, name: string, text: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let copy = 1; ; copy++) {
    const path = join(folder, `${name}${copy === 1 ? "" : `-${copy}`}.yaml`);
    if (await writeNew(path, text)) return path;
  }
}
