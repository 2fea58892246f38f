import { defaultFilters, type FilterId, filterIds, isFilterId } from "../../filters/index.ts";
import { CliError } from "../process/errors.ts";
import type { Config } from "./config.ts";
import { type ModuleFile, namesModule, readModule } from "./module-file.ts";

/** Which filters an audit runs: some of Sluice's, then those of modules. */
export interface ChosenFilters {
  readonly filters: readonly FilterId[];
  readonly modules: readonly ModuleFile[];
}

/**
 * Turns words into filters: ids, `default` for all that can run here, and modules by their paths. Without words the
 * configuration's count, and without those all that can run here.
 * @param folder where paths among `words` begin
 * @throws CliError (exit code 2) naming the first that is none
 */
export async function chooseFilters(
  words: readonly string[] | undefined,
  config: Config,
  folder: string,
): Promise<ChosenFilters> {
  const [asked, from] =
    words === undefined ? [config.filters ?? ["default"], config.folder] : [words, folder];
  const paths = asked.filter(namesModule);
  const ids = asked.filter((word) => word !== "default" && !namesModule(word));
  const unknown = ids.find((id) => !isFilterId(id));
  if (unknown !== undefined)
    throw new CliError(`Cannot use filter "${unknown}": wanted one of ${filterIds.join(", ")}`, {
      exitCode: 2,
    });
  const chosen = new Set<string>([...ids, ...(asked.includes("default") ? await defaultFilters() : [])]);
  return {
    filters: filterIds.filter((id) => chosen.has(id)),
    modules: await Promise.all([...new Set(paths)].map((path) => readModule(path, from))),
  };
}
