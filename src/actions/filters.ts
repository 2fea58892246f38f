import { type FilterListing, listFilters } from "../../filters/index.ts";
import { chooseFilters } from "../extensions/choose-filters.ts";
import { readConfig } from "../extensions/config.ts";
import { loadOwnFilters } from "../extensions/own-filters.ts";
import type { RunModule } from "../run/run.ts";

/** A filter of Sluice, or one of somebody's own with its module. */
export type ListedFilter = Omit<FilterListing, "id"> & { readonly id: string; readonly module?: RunModule };

/** Where filters of one's own are named, besides those of Sluice. */
export interface FiltersWish {
  /** Modules, by their paths. */
  readonly filters?: readonly string[];
  /** File of filters and formats of one's own; without it, the one in the working folder, if there. */
  readonly config?: string;
}

/**
 * Filters, what they need, the columns they write and whether they can run here.
 * @throws CliError (exit code 2) naming a module that is no filter
 */
export async function describeFilters(wish: FiltersWish): Promise<readonly ListedFilter[]> {
  return [...(await listFilters()), ...(await ownFilters(wish))];
}

async function ownFilters({ filters, config }: FiltersWish): Promise<readonly ListedFilter[]> {
  const folder = process.cwd();
  const { modules } = await chooseFilters(filters, await readConfig(config, folder), folder);
  if (modules.length === 0) return [];
  const own = await loadOwnFilters(modules, { device: "cpu", models: {} });
  return Promise.all(
    own.map(async ({ filter, module }) => {
      const { id, needs, columns } = filter;
      await filter.close();
      const about = `of ${module.file}, SHA-256 ${module.sha256}`;
      return { id, about, needs, columns, unavailable: null, module };
    }),
  );
}
