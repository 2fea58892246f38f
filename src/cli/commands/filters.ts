import type { FilterListing } from "../../../filters/index.ts";
import type { RunModule } from "../../run/run.ts";
import type { AddCommand } from "../command.ts";
import { configOption, list } from "../options.ts";

interface ListFlags {
  readonly filters?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

/** A filter of Sluice, or one of somebody's own with its module. */
type Listed = Omit<FilterListing, "id"> & { readonly id: string; readonly module?: RunModule };

export const addFilters: AddCommand = (program, session) => {
  program
    .command("filters")
    .description("what can be measured")
    .command("list")
    .description("filters, what they need, the columns they write and whether they can run here")
    .option("--filters <ids>", "modules with filters of your own to list too, as ./mine.mjs", list)
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice filters list --json\n  sluice filters list --filters ./mine.mjs",
    )
    .action(async (flags: ListFlags) => {
      const { listFilters } = await import("../../../filters/index.ts");
      const filters: readonly Listed[] = [...(await listFilters()), ...(await ownFilters(flags))];
      if (flags.json) return session.print(JSON.stringify(filters));
      for (const { id, about, needs, columns, unavailable } of filters) {
        session.print(`${id} (needs ${needs}): ${about}`);
        if (unavailable !== null) session.print(`  not available: ${unavailable}`);
        for (const { name, type, range, meaning } of columns)
          session.print(
            `  ${name.padEnd(20)} ${type}${range ? ` [${range[0]}, ${range[1]}]` : ""}: ${meaning}`,
          );
      }
    });
};

/** The filters of modules that a flag or the configuration names. */
async function ownFilters(flags: ListFlags): Promise<readonly Listed[]> {
  const { readConfig } = await import("../../extensions/config.ts");
  const { chooseFilters } = await import("../../extensions/choose-filters.ts");
  const folder = process.cwd();
  const { modules } = await chooseFilters(flags.filters, await readConfig(flags.config, folder), folder);
  if (modules.length === 0) return [];
  const { loadOwnFilters } = await import("../../extensions/own-filters.ts");
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
