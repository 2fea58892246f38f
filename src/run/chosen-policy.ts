import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { z } from "zod";
import { changeFile } from "../process/change-file.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { shellWord } from "../process/shell-word.ts";
import { anchored } from "./anchor.ts";

const schema = z.strictObject({
  schema: z.literal("sluice.run-policy/1"),
  /** One that ships, by name, or a file; inside the run's folder, as seen from there. */
  policy: z.string().min(1),
});

/** The policy that decides a run where nobody chose one. */
const FIRST = "default";

/**
 * The policy that decides a run: the one that was chosen for it last, else the one that comes with Sluice.
 * @throws CliError (exit code 2) where the choice cannot be read
 */
export async function chosenPolicy(folder: string): Promise<string> {
  const path = choiceFile(folder);
  if (!existsSync(path)) return FIRST;
  try {
    return named(await readFile(path, "utf8"), folder);
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? "it names no policy" : oneLine(cause);
    throw new CliError(
      `Cannot read "${path}": ${reason}; choose again: sluice decide ${shellWord(folder)} --policy default`,
      {
        exitCode: 2,
        cause,
      },
    );
  }
}

/** What was chosen for a run, as it stands on disk; null where nothing was. */
export async function choiceOf(folder: string): Promise<string | null> {
  const path = choiceFile(folder);
  return existsSync(path) ? readFile(path, "utf8") : null;
}

/**
 * Keeps a policy as the one that decides a run from now on.
 * @param seen what {@link choiceOf} said when who chooses looked last; without it, whatever was chosen before is replaced
 * @returns what {@link choiceOf} says now
 * @throws CliError (exit code 2) where another was chosen since, which stays
 */
export async function choosePolicy(folder: string, policy: string, seen?: string | null): Promise<string> {
  const within = relative(resolve(folder), resolve(policy));
  const inside = existsSync(policy) && !within.startsWith("..") && !isAbsolute(within);
  const record = { schema: "sluice.run-policy/1", policy: inside ? within : policy };
  const next = `${JSON.stringify(record)}\n`;
  await changeFile(choiceFile(folder), (old) => {
    if (seen !== undefined && old !== seen && old !== next) throw changedMeanwhile(folder, policy, old);
    return next;
  });
  return next;
}

function changedMeanwhile(folder: string, policy: string, now: string | null): CliError {
  const by = nameIn(now, folder);
  return new CliError(
    `Cannot choose "${policy}": changed meanwhile to ${by === null ? "what cannot be read" : `"${by}"`}; reread: :policy ${by ?? FIRST}`,
    { exitCode: 2 },
  );
}

function nameIn(choice: string | null, folder: string): string | null {
  try {
    return choice === null ? FIRST : named(choice, folder);
  } catch {
    return null;
  }
}

function named(choice: string, folder: string): string {
  return anchored(schema.parse(JSON.parse(choice)).policy, folder);
}

function choiceFile(folder: string): string {
  return join(folder, "policy.json");
}
