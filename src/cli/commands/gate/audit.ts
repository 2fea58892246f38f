import { counted } from "../../../process/figures.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { openReporter } from "../../../words/reporter.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly out: string;
  readonly model?: string;
  readonly device: string;
}

/** `sluice gate audit`: a steward has an outsider's question answered. */
export const addAudit: AddCommand = (gate, session) => {
  signerOptions(gate.command("audit"))
    .description(
      "answer an outsider's sealed question: verdicts and rates, no picture and no score (stewards)",
    )
    .argument("<question>", "the file that sluice gate question wrote")
    .requiredOption("--out <file>", "where the answer goes, sealed to who asked")
    .option("--model <folder>", "the folder of a model that the question names and the installation lacks")
    .option("--device <name>", "auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate audit q.age --out a.age\n\nIts prompts count against the quota of who asked. Pictures are drawn, judged and dropped: none is shown or written.\nBroken off, the same command begins anew under the same entry; answered already, it delivers the answer again.",
    )
    .action((question: string, flags: Flags) => audit(question, flags, session));
};

async function audit(
  question: string,
  { out, model, device, ...flags }: Flags,
  session: Session,
): Promise<void> {
  const actions = await import("../../../outside/audit/audit.ts");
  const gate = await openForActing(flags, session);
  const reporter = await openReporter(session, { quiet: false, json: flags.json ?? false });
  const done = await actions
    .audit(
      gate,
      { question, out, model, device },
      {
        ...{ emit: reporter.emit, signal: session.signal },
        onRecorded: (entry, goesOn) =>
          session.say(goesOn ? `goes on under entry ${entry}` : `recorded at the gate as entry ${entry}`),
      },
    )
    .finally(() => reporter.close());
  const { by, entries, prompts, pictures } = done;
  show(session, flags, { schema: "sluice.gate-audit/1", ...done }, [
    `answered ${by}: ${counted(prompts.judged, "prompt")}, ${prompts.blocked} blocked, ${prompts.held} held; ${counted(pictures.drawn, "picture")} drawn and dropped, ${pictures.withheld} of them withheld`,
    `entries ${entries.started} and ${entries.ended}; hand ${out} to who asked: sluice gate answer`,
  ]);
}
