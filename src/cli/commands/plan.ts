import { withoutEmbeddings } from "../../looking/meaning/asked-with.ts";
import { counted } from "../../process/figures.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";
import { configOption } from "../../words/options.ts";
import { openReporter } from "../../words/reporter.ts";
import { type AuditFlags, auditWish, refuseVectors } from "./audit.ts";
import { withDataFlags } from "./data-flags.ts";

export const addPlan: AddCommand = (program, session) => {
  const command = program
    .command("plan")
    .description("write a run without scoring anything: workers on any number of machines do the rest")
    .argument("<uri...>", "as of audit")
    .requiredOption(
      "--out <run>",
      "the run's folder, which all workers see, or s3://BUCKET/PREFIX, where nothing is yet",
    );
  withDataFlags(command)
    .option("--policy <file>", "policy that decides the run: default, strict or a YAML file")
    .addOption(configOption())
    .option("--json", "print one JSON document on stdout")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice plan 'data/{00000..41455}.tar' --out /shared/runs/laion\n  sluice submit slurm /shared/runs/laion --workers 64 --now",
    )
    .action(async (uris: readonly string[], flags: Omit<AuditFlags, "device" | "workers">) => {
      const { quiet = false, json = false } = flags;
      const reporter = await openReporter(session, { quiet, json });
      const context = { now: session.now, emit: reporter.emit, signal: session.signal };
      const { planAt } = await import("../../actions/wherever.ts");
      const { filters: asked, ...others } = flags;
      const { embeddings, ...filters } = withoutEmbeddings(asked);
      if (embeddings) refuseVectors(flags.out);
      const wish = auditWish(uris, { ...others, ...filters, device: "cpu", workers: 1 }, session);
      const planned = await planAt(wish, context).finally(reporter.close);
      if (embeddings) await (await import("../../looking/meaning/wanted.ts")).wantVectors(planned.folder);
      if (json) return session.print(jsonText({ schema: "sluice.planned/1", ...planned }));
      session.print(
        `${planned.folder}: ${counted(planned.shards, "shard")}, ${[...planned.filters, ...(embeddings ? ["embeddings"] : [])].join(", ")}\nnext: sluice work ${shellWord(planned.folder)}   # on each machine${planned.folder.startsWith("s3://") ? "" : `\n      sluice submit slurm ${shellWord(planned.folder)} --workers N`}`,
      );
    });
};
