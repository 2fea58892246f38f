import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256OfJson } from "../digest/sha256.ts";
import type { Prompt } from "../pipelines/generate/request.ts";
import { CliError } from "../process/errors.ts";
import { writeNew } from "../process/files.ts";
import type { Side } from "./duel.ts";

/** What votes are about: under another of these they would mean something else. */
export interface Setup {
  readonly models: Readonly<Record<Side, string>>;
  /** SHA-256 of each model's weights and settings. */
  readonly weights: Readonly<Record<Side, string>>;
  readonly seed: number;
  readonly prompts: readonly Prompt[];
}

/** SHA-256 (hex) of a value's JSON. */
export function digestOfJson(value: unknown): string {
  return sha256OfJson(value);
}

/**
 * Writes `setup.json` into a new comparison's folder, or holds it against what stands there.
 * @throws CliError (exit code 2) where the votes in the folder are about something else
 */
export async function keepSetup(folder: string, { prompts, ...setup }: Setup): Promise<void> {
  const path = join(folder, "setup.json");
  const now = { schema: "sluice.comparison/1", ...setup, prompts: digestOfJson(prompts) };
  await mkdir(folder, { recursive: true });
  // Of two voters who begin at once, one names what the votes are about, and the other is held against it.
  if (!existsSync(path) && (await writeNew(path, `${JSON.stringify(now, null, 1)}\n`))) return;
  const before = setupIn(path, await readFile(path, "utf8"));
  const other = (["models", "weights", "seed", "prompts"] as const).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(now[field]),
  );
  if (other.length > 0)
    throw new CliError(
      `Cannot go on with "${folder}": its votes are about other ${other.join(" and ")}; choose another --out`,
      { exitCode: 2 },
    );
}

function setupIn(path: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": it is no JSON; choose another --out`, { exitCode: 2, cause });
  }
}
