import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CliError } from "../process/errors.ts";
import { writeNew } from "../process/files.ts";
import { nearest } from "../process/nearest.ts";
import type { DecidedRun } from "../run/decided-run.ts";
import type { Lens } from "../run/questions/lens.ts";
import { checkLens } from "../run/questions/rows.ts";

/** Pairs under a name: all that a lens shows whenever it is looked through, or those that somebody chose by hand. */
export interface SavedView {
  readonly schema: "sluice.view/1";
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly made: string;
  readonly by: string;
  readonly where: string | null;
  readonly text: string;
  readonly sort: Lens["sort"];
  /** The chosen pairs; null where the lens alone says which. */
  readonly keys: readonly string[] | null;
  /** How near each of them is to what was looked for: they stand in that order. Null of one that was not found so. */
  readonly near?: readonly (number | null)[] | undefined;
}

export const viewSchema: z.ZodType<SavedView> = z.object({
  schema: z.literal("sluice.view/1"),
  name: z.string().describe("the file's name without `.json`"),
  made: z.string().describe("when, ISO 8601, UTC"),
  by: z.string().describe("who saved it"),
  where: z.string().nullable().describe("SQL predicate over scores, `action` and `rules`; null is all"),
  text: z.string().describe("words that caption or key hold; with a leading `!`, do not"),
  sort: z.object({ column: z.string(), descending: z.boolean() }).nullable().describe("null is as stored"),
  keys: z.array(z.string()).nullable().describe("pairs chosen by hand; null: all that the lens shows"),
  near: z
    .array(z.number().nullable())
    .optional()
    .describe(
      "of `keys` found by meaning, in this order: their cosines; null of one that was marked elsewhere",
    ),
});

/** Saves a view in `RUN/views/<name>.json`. @throws CliError (exit code 2) where the name cannot be a file's, or is taken */
export async function saveView(folder: string, view: Omit<SavedView, "schema">): Promise<string> {
  refuseName(view.name);
  await mkdir(join(folder, "views"), { recursive: true });
  const path = viewPath(folder, view.name);
  const whole: SavedView = { schema: "sluice.view/1", ...view };
  if (await writeNew(path, `${JSON.stringify(whole, null, 2)}\n`)) return path;
  throw new CliError(`Cannot save view "${view.name}": there is one of that name; choose another`, {
    exitCode: 2,
  });
}

/** A run's views by name, sorted. */
export async function viewNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(folder, "views")).catch(() => []);
  return names
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -5))
    .sort();
}

/** Reads a view. @throws CliError (exit code 2) naming those that there are */
export async function readView(folder: string, name: string): Promise<SavedView> {
  const known = await viewNames(folder);
  if (!known.includes(name) || !existsSync(viewPath(folder, name))) {
    const near = nearest(name, known);
    const meant = near.length === 0 ? "" : `; did you mean ${near.join(", ")}?`;
    throw new CliError(
      `Cannot open view "${name}": wanted one of ${known.join(", ") || "none: :save NAME in explore makes one"}${meant}`,
      { exitCode: 2 },
    );
  }
  try {
    return viewSchema.parse(JSON.parse(await readFile(viewPath(folder, name), "utf8")));
  } catch (cause) {
    throw new CliError(`Cannot open view "${name}": ${viewPath(folder, name)} is damaged`, {
      exitCode: 2,
      cause,
    });
  }
}

/** A view as a lens on a run. @throws CliError (exit code 2) where it reads columns that the run does not have */
export async function lensOfView(run: DecidedRun, name: string): Promise<Lens> {
  const { where, text, sort, keys, near } = await readView(run.folder, name);
  const lens: Lens = { where, text, sort, keys, ...(near && { near, ranked: true }) };
  await checkLens(run, lens).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(`Cannot use view "${name}": ${reason}`, { exitCode: 2, cause: error });
  });
  return lens;
}

function viewPath(folder: string, name: string): string {
  return join(folder, "views", `${name}.json`);
}

function refuseName(name: string): void {
  if (/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) return;
  throw new CliError(`Cannot save view "${name}": wanted up to 64 letters, digits, dots, dashes or _`, {
    exitCode: 2,
  });
}
