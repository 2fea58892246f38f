import type { AddCommand, Session } from "../../../words/command.ts";
import { finiteNumber } from "../../../words/options.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";
import { waitsLine } from "./proposals.ts";

interface Flags extends GateFlags {
  readonly reason: string;
  readonly days: number;
}

/** `sluice gate except`: a steward answers for a model that no green card stands behind. */
export const addExcept: AddCommand = (gate, session) => {
  signerOptions(gate.command("except"))
    .description(
      "let a model generate without a green card behind its training set, and say why (stewards; of several, others have to agree)",
    )
    .argument(
      "<model>",
      "the model's id, its folder as a path, or elsewhere:NAME; the exception is for its manifest as it is now",
    )
    .requiredOption("--reason <text>", "why, for the ledger")
    .option("--days <n>", "how long the exception holds", finiteNumber, 30)
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate except ./deepfloyd-if --reason 'compared with ours in week 12' --days 7",
    )
    .action((named: string, flags: Flags) => except(named, flags, session));
};

async function except(named: string, { reason, days, ...flags }: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/except.ts");
  const gate = await openForActing(flags, session);
  const made = await actions.except(gate, named, { reason, days });
  const { model, manifest, expires, proposal } = made;
  const may = proposal === null ? "may" : "would";
  show(session, flags, { schema: "sluice.gate-exception/1", ...made }, [
    named.startsWith("elsewhere:")
      ? `pictures made elsewhere by ${model} ${may} be submitted until ${expires}`
      : `${model} (manifest ${manifest.slice(0, 12)}…) ${may} generate until ${expires} without a green card`,
    ...(proposal === null ? [] : [waitsLine(proposal)]),
  ]);
  if (proposal !== null) session.exit(3);
}
