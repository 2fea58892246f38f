import type { AddCommand } from "../command.ts";

export const addFilters: AddCommand = (program, session) => {
  program
    .command("filters")
    .description("what can be measured")
    .command("list")
    .description("filters, what they need, the columns they write and whether they can run here")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice filters list --json")
    .action(async (flags: { readonly json?: boolean }) => {
      const { listFilters } = await import("../../../filters/index.ts");
      const filters = await listFilters();
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
