import { printable } from "../../../process/printable.ts";
import type { Proposal } from "../../../verbs/proposals.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import {
  type GateFlags,
  gateOptions,
  openForActing,
  openForReading,
  show,
  signerOptions,
} from "../../gate-session.ts";

/** Loaded when one of them is run. */
const proposalActions = () => import("../../../verbs/proposals.ts");

interface VetoFlags extends GateFlags {
  readonly reason: string;
}

/** What a change says that is not in force yet. */
export function waitsLine(id: string): string {
  return `${id} waits for other stewards: sluice gate consent ${id}; of two, sluice gate enact ${id} after the rules' delay`;
}

/** `sluice gate proposals`, `consent`, `veto` and `enact`: changes that one steward does not make alone. */
export const addProposals: AddCommand = (gate, session) => {
  gateOptions(gate.command("proposals"))
    .description("changes that wait for other stewards, or did: of people, rules, exceptions and the clock")
    .action(async (flags: GateFlags) => {
      const { proposals } = await proposalActions();
      showAll(proposals(await openForReading(flags, session)), flags, session);
    });
  signerOptions(gate.command("consent"))
    .description(
      "agree to a change that another steward proposed; the last one needed puts it in force (stewards; of two, others say so that they saw it, now and when the delay is over, back what one vetoed, and agree to a clock)",
    )
    .argument("<proposal>", "its id, as c12")
    .action(async (id: string, flags: GateFlags) => {
      const { consent } = await proposalActions();
      showAll([await consent(await openForActing(flags, session), id)], flags, session);
    });
  signerOptions(gate.command("veto"))
    .description(
      "end a change that the other of two stewards proposed, or that you did (stewards; what a recovery key asks for: more than half of the others)",
    )
    .argument("<proposal>", "its id, as c12")
    .requiredOption("--reason <text>", "why, for the ledger")
    .action(async (id: string, flags: VetoFlags) => {
      const { veto } = await proposalActions();
      showAll([await veto(await openForActing(flags, session), id, flags.reason)], flags, session);
    });
  signerOptions(gate.command("enact"))
    .description(
      "put a change in force that the other of two stewards let pass for the rules' delay (stewards)",
    )
    .argument("<proposal>", "its id, as c12")
    .action(async (id: string, flags: GateFlags) => {
      const { enact } = await proposalActions();
      showAll([await enact(await openForActing(flags, session), id)], flags, session);
    });
};

/** Who says what of a change. */
function standing({
  agree,
  needed,
  seen,
  against,
  vetoed_by: by,
  backed,
}: Omit<Proposal, "reason" | "changes">) {
  return [
    `${agree.length} of ${needed} agree (${agree.join(", ")})`,
    ...(seen.length === 0 ? [] : [`seen by ${seen.join(", ")}`]),
    ...(against.length === 0 ? [] : [`against it ${against.join(", ")}`]),
    ...(by === null ? [] : [`vetoed by ${by}`]),
    ...(backed ? ["backed by the others"] : []),
  ].join(", ");
}

function showAll(all: readonly Proposal[], flags: GateFlags, session: Session): void {
  show(
    session,
    flags,
    { schema: "sluice.gate-proposals/1", proposals: all },
    all.length === 0
      ? ["nothing was proposed"]
      : all.flatMap(({ reason, changes, ...one }) => [
          `${one.id}: ${one.what}, ${one.status}; proposed by ${one.by}, ${standing(one)}: ${printable(reason ?? "?")}`,
          ...changes.map((line) => `  ${line}`),
        ]),
  );
}
