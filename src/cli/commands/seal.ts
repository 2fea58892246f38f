import type { AddCommand } from "../../words/command.ts";
import { reportText } from "../../words/report-text.ts";
import { openReporter } from "../../words/reporter.ts";

interface SealFlags {
  readonly policy?: string;
  readonly errorsOk?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const addSeal: AddCommand = (program, session) => {
  program
    .command("seal")
    .description(
      "make a run whole once all its shards are done: duplicates, coverage, fingerprint, decisions, report",
    )
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX, where it was planned")
    .option("--policy <file>", "default, strict or a YAML file; the run keeps it (default: the run's)")
    .option("--errors-ok", "exit code 0 also where pairs or shards are bad, as schedulers want it")
    .option("--json", "print one JSON document on stdout")
    .option("--quiet", "no progress on stderr")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice seal /shared/runs/laion\n  sluice seal /shared/runs/laion --policy strict --errors-ok\n\nExit code 1 means: shards are missing, which are named; 4: sealed, and some pairs or shards are bad.",
    )
    .action(async (run: string, flags: SealFlags) => {
      const { policy, errorsOk = false, quiet = false, json = false } = flags;
      const { sealRun } = await import("../../actions/cluster/seal.ts");
      const reporter = await openReporter(session, { quiet, json });
      const { emit, close } = reporter;
      const found = await sealRun(run, policy, { emit, signal: session.signal }).finally(close);
      // Vectors that were asked for: those that no worker made, and all say whose they are.
      const { wantsVectors } = await import("../../looking/meaning/wanted.ts");
      if (wantsVectors(run)) {
        const { embedAt } = await import("../../looking/meaning/at-run.ts");
        await embedAt({ folder: run, policy }, { signal: session.signal });
      }
      session.print(reportText(found, json));
      const { errors, troubles } = found.summary;
      session.exit(!errorsOk && (errors > 0 || troubles.length > 0) ? 4 : 0);
    });
};
