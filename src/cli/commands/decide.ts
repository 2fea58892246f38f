import type { AddCommand } from "../../words/command.ts";
import { jsonText } from "../../words/json-text.ts";

export const addDecide: AddCommand = (program, session) => {
  program
    .command("decide")
    .description("apply a policy to the stored scores of a run; no inference")
    .argument("<run>", "a run's folder, or s3://BUCKET/PREFIX")
    .option("--policy <file>", "default, strict or a YAML file; the run keeps it (default: the run's)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice decide runs/sample --policy strict\n  sluice decide runs/sample --policy my-policy.yaml --json",
    )
    .action(async (run: string, flags: { readonly policy?: string; readonly json?: boolean }) => {
      const { decideRun } = await import("../../actions/decide.ts");
      const decisions = await decideRun(run, flags.policy);
      if (flags.json) return session.print(jsonText(decisions));
      const { keep, review, drop } = decisions.actions;
      session.print(
        `policy ${decisions.policy} v${decisions.version}: keep ${keep}, review ${review}, drop ${drop}`,
      );
      for (const { id, action, pairs, reason } of decisions.rules)
        session.print(`${String(pairs).padStart(8)}  ${action.padEnd(6)}  ${id}: ${reason}`);
      for (const { id, missing } of decisions.skipped)
        session.print(`       –  not judged: ${id} (this run has no ${missing.join(", ")})`);
      session.say(`decisions: ${run}/${decisions.file}`);
    });
};
