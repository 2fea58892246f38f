import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { CliError, oneLine } from "../process/errors.ts";
import type { OwnFormat } from "../run/open-dataset.ts";
import { importModule, readModule } from "./module-file.ts";

/** What `sluice.config.mjs` or `.json` says; paths in it are relative to its folder. */
export interface Config {
  readonly folder: string;
  /** Filters of an audit that names none: ids, `default` and modules. */
  readonly filters?: readonly string[];
  /** Modules of formats of one's own. */
  readonly formats: readonly string[];
}

const FILES = ["sluice.config.mjs", "sluice.config.json"];

const schema = z.strictObject({
  filters: z.array(z.string().min(1)).min(1).exactOptional(),
  formats: z.array(z.string().min(1)).exactOptional(),
});

/**
 * Reads the configuration: the file named, else the one in `folder`, else none.
 * @throws CliError (exit code 2) with one line: which file, which field, what was wanted
 */
export async function readConfig(file: string | undefined, folder: string): Promise<Config> {
  const path = file === undefined ? found(folder) : resolve(folder, file);
  if (path === undefined) return { folder, formats: [] };
  const result = schema.safeParse(await contentOf(path));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw refused(path, `${issue?.path.join(".") || "top level"}: ${issue?.message}`);
  }
  const { filters, formats = [] } = result.data;
  return { folder: dirname(path), formats, ...(filters === undefined ? {} : { filters }) };
}

/** The formats that a configuration names. @throws CliError (exit code 2) naming the module that has none */
export async function configuredFormats({ formats, folder }: Config): Promise<readonly OwnFormat[]> {
  if (formats.length === 0) return [];
  const { loadOwnFormats } = await import("./own-formats.ts");
  return loadOwnFormats(await Promise.all(formats.map((path) => readModule(path, folder))));
}

function found(folder: string): string | undefined {
  const [first, second] = FILES.filter((name) => existsSync(join(folder, name)));
  if (second !== undefined) throw refused(folder, `both ${first} and ${second} are there; keep one`);
  return first === undefined ? undefined : join(folder, first);
}

async function contentOf(path: string): Promise<unknown> {
  if (/\.[cm]?js$/u.test(path)) {
    const { default: value } = await importModule(await readModule(path, dirname(path)));
    if (value === undefined) throw refused(path, "wanted a default export");
    return value;
  }
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw refused(path, oneLine(cause), cause);
  }
}

function refused(path: string, reason: string, cause?: unknown): CliError {
  return new CliError(`Cannot use configuration "${basename(path)}": ${reason}`, { exitCode: 2, cause });
}
