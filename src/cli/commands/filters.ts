import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { configOption, list } from "../../words/options.ts";

interface ListFlags {
  readonly filters?: readonly string[];
  readonly config?: string;
  readonly json?: boolean;
}

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
      const { describeFilters } = await import("../../actions/filters.ts");
      const filters = await describeFilters(flags);
      if (flags.json) return session.print(jsonText(filters));
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
