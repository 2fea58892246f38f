import { defaultCascade } from "../../pipelines/generate/choices.ts";
import { CliError } from "../../process/errors.ts";
import { counted, seconds as inSeconds } from "../../process/figures.ts";
import { hasTerminal, openInterface } from "../../tui/open-interface.ts";
import type { AddCommand, Session } from "../../words/command.ts";
import { reportText } from "../../words/report-text.ts";
import { runGenerate } from "../run-generate.ts";
import { runAudit } from "./audit.ts";

export const addStart: AddCommand = (program, session) => {
  program
    .command("start")
    .description(
      "open the interface; without a terminal, audit the built-in sample, then generate four images through the gate (this is `npm start`)",
    )
    .option("--out <run>", "the run's folder", "runs/sample")
    .addHelpText("after", "\nExample:\n  sluice start")
    .action(async ({ out }: { readonly out: string }) => {
      if (hasTerminal(session)) return openInterface({ screen: "home" }, {}, session);
      const flags = { out, device: "auto", workers: 0, seed: 0 };
      const { report, trouble } = await runAudit(["sample"], flags, session);
      if (report === null)
        throw (
          trouble ??
          new CliError(`Cannot show "${out}": shards failed, see above; run it again to retry them`, {
            exitCode: 1,
          })
        );
      session.print(reportText(report, false));
      session.say(
        `${counted(report.summary.errors, "pair")} of the sample are broken on purpose: datasets/sample/PLANTED.md lists what was planted.`,
      );
      await generateFour(session);
    });
};

/** Four images of one caption, sealed, and how long they took; where none comes, the exit code says so. */
async function generateFour(session: Session): Promise<void> {
  session.say("\nand four images of “a red apple”, through the gate:");
  const request = {
    model: defaultCascade,
    prompts: [{ text: "a red apple" }] as const,
    n: 4,
    seed: 7,
    rng: "philox",
    overrides: {},
    device: "auto",
    threads: 0,
  } as const;
  const began = performance.now();
  const sealed = await runGenerate({ from: "prompts", request }, [], { session, flags: {}, quiet: false });
  const seconds = (performance.now() - began) / 1000;
  if (sealed > 0)
    session.print(`${sealed} of ${request.n} images sealed in ${inSeconds(seconds)}, with opening the gate`);
}
