import type { AddCommand } from "../command.ts";
import { runAudit } from "./audit.ts";

export const addStart: AddCommand = (program, session) => {
  program
    .command("start")
    .description(
      "open the interface; without a terminal, audit the built-in sample and say where the report lies (this is `npm start`)",
    )
    .option("--out <run>", "the run's folder", "runs/sample")
    .addHelpText("after", "\nExample:\n  sluice start")
    .action(async ({ out }: { readonly out: string }) => {
      const { hasTerminal, openInterface } = await import("../../tui/open-interface.tsx");
      if (hasTerminal(session.env)) return openInterface({ screen: "home" }, {}, session);
      const flags = { out, device: "auto", workers: 0, seed: 0, policy: "default" };
      await runAudit(["sample"], flags, session);
      const { showRun } = await import("../show-run.ts");
      const { errors } = await showRun(out, flags, session);
      session.say(
        `${errors} pairs of the sample are broken on purpose: datasets/sample/PLANTED.md lists what was planted.`,
      );
    });
};
