import { join } from "node:path";
import { CliError, oneLine } from "../../errors.ts";
import { packageRoot } from "../../version.ts";
import type { AddCommand } from "../command.ts";

export const addDatasets: AddCommand = (program, session) => {
  program
    .command("datasets")
    .description("datasets that Sluice can build")
    .command("build")
    .description("build a built-in dataset from open packages")
    .argument("<name>", "sample")
    .option("--to <dir>", "where to", join(packageRoot, "datasets", "sample"))
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice datasets build sample --to /tmp/sample")
    .action(async (name: string, { to, json }: { readonly to: string; readonly json?: boolean }) => {
      if (name !== "sample")
        throw new CliError(`Cannot build dataset "${name}": wanted sample`, { exitCode: 2 });
      const { buildSample } = await import("../../../datasets/index.ts");
      const shards = await buildSample(to).catch((cause) => {
        throw new CliError(oneLine(cause), { exitCode: 2, cause });
      });
      if (json) return session.print(JSON.stringify({ name, to, shards }));
      for (const { file, pairs, bytes, sha256 } of shards)
        session.print(`${join(to, "shards", file)}: ${pairs} pairs, ${bytes} bytes, SHA-256 ${sha256}`);
      session.say(`next: sluice audit ${join(to, "shards")}`);
    });
};
