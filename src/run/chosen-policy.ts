import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { z } from "zod";
import { CliError, oneLine } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
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
    const { policy } = schema.parse(JSON.parse(await readFile(path, "utf8")));
    return anchored(policy, folder);
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? "it names no policy" : oneLine(cause);
    throw new CliError(
      `Cannot read "${path}": ${reason}; choose again: sluice decide ${folder} --policy default`,
      {
        exitCode: 2,
        cause,
      },
    );
  }
}

/** Keeps a policy as the one that decides a run from now on. */
export async function choosePolicy(folder: string, policy: string): Promise<void> {
  const within = relative(resolve(folder), resolve(policy));
  const inside = existsSync(policy) && !within.startsWith("..") && !isAbsolute(within);
  const record = { schema: "sluice.run-policy/1", policy: inside ? within : policy };
  await writeWhole(choiceFile(folder), `${JSON.stringify(record)}\n`);
}

function choiceFile(folder: string): string {
  return join(folder, "policy.json");
}
