import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  checkedFilter,
  type Filter,
  type FilterOptions,
  filterIds,
  filterTrouble,
  ownDetector,
} from "../../filters/index.ts";
import { sha256Of } from "../digest/sha256.ts";
import { CliError, oneLine } from "../process/errors.ts";
import { baseColumns } from "../run/arrow.ts";
import type { RunModule } from "../run/run.ts";
import { importModule, type ModuleFile } from "./module-file.ts";

/** A filter of somebody's own, held to its contract at every batch, and the module that it came from. */
export interface OwnFilter {
  readonly filter: Filter;
  readonly module: RunModule;
}

/** Columns that a run has beside its filters': where duplicates are found and where a policy decides. */
const RUN_COLUMNS = ["duplicate_of", "duplicate_kind", "action", "rules"];

/**
 * Builds every filter of modules: each export is a `Filter`, or a function from `FilterOptions` to one; a JSON file is
 * the manifest of a detector.
 * @throws CliError (exit code 2) naming the module and what in it is no filter, or is taken
 */
export async function loadOwnFilters(
  modules: readonly ModuleFile[],
  options: FilterOptions,
): Promise<readonly OwnFilter[]> {
  const ids = new Set<string>([...filterIds, "default"]);
  const columns = new Set([...baseColumns.map(({ name }) => name), ...RUN_COLUMNS]);
  const own: OwnFilter[] = [];
  for (const module of modules) {
    const exported = Object.entries(await exportsOf(module, options));
    if (exported.length === 0) throw refused(module, "it exports nothing; wanted a filter");
    for (const [name, value] of exported) {
      const built = await build(module, name, value, options);
      const trouble = filterTrouble(built, { ids, columns });
      if (trouble !== null) throw refused(module, `export "${name}": ${trouble}`);
      const filter = checkedFilter(built as Filter);
      ids.add(filter.id);
      for (const column of filter.columns) columns.add(column.name);
      own.push({ filter, module: { file: module.file, sha256: module.sha256 } });
    }
  }
  return own;
}

async function build(
  module: ModuleFile,
  name: string,
  value: unknown,
  options: FilterOptions,
): Promise<unknown> {
  if (typeof value !== "function") return value;
  try {
    return await value(options);
  } catch (cause) {
    throw refused(module, `export "${name}": ${oneLine(cause)}`);
  }
}

function refused({ file }: ModuleFile, reason: string): CliError {
  return new CliError(`Cannot use filters of "${file}": ${reason}`, { exitCode: 2 });
}

/** What a module exports; a manifest stands for its detector. */
async function exportsOf(
  module: ModuleFile,
  options: FilterOptions,
): Promise<Readonly<Record<string, unknown>>> {
  if (!module.path.endsWith(".json")) return importModule(module);
  const text = await readFile(module.path);
  if (sha256Of(text) !== module.sha256) throw refused(module, "it changed while it was in use");
  try {
    return { detector: await ownDetector(text.toString("utf8"), dirname(module.path), options) };
  } catch (cause) {
    throw refused(module, oneLine(cause));
  }
}
