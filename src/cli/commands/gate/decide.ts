import type { AddCommand, Session } from "../../../words/command.ts";
import { finiteNumber } from "../../../words/options.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly hours?: number;
  readonly note?: string;
  readonly reason: string;
}

/** `sluice gate approve` and `deny`. */
export const addDecide: AddCommand = (gate, session) => {
  signerOptions(gate.command("approve"))
    .description("grant a request that waits; never one's own (reviewers, stewards)")
    .argument("<request>", "its id, as r12; sluice gate list shows them")
    .option("--hours <n>", "how long the grant holds (default: the rules')", finiteNumber)
    .option("--note <text>", "for the ledger")
    .addHelpText("after", "\nExample:\n  sluice gate approve r12 --hours 2")
    .action((request: string, flags: Flags) => approve(request, flags, session));
  signerOptions(gate.command("deny"))
    .description("refuse a request, or withdraw one's own")
    .argument("<request>", "its id, as r12")
    .requiredOption("--reason <text>", "why, for the requester and the ledger")
    .addHelpText("after", "\nExample:\n  sluice gate deny r12 --reason 'names a living person'")
    .action((request: string, flags: Flags) => deny(request, flags, session));
};

async function approve(request: string, { hours, note, ...flags }: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/approve.ts");
  const gate = await openForActing(flags, session);
  const { expires, entry, next } = await actions.approve(gate, request, { hours, note });
  show(session, flags, { schema: "sluice.gate-decision/1", request, decision: "granted", expires, entry }, [
    `${request} granted until ${expires}`,
    `next, by the requester: ${next}`,
  ]);
}

async function deny(request: string, flags: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/deny.ts");
  const { entry } = await actions.deny(await openForActing(flags, session), request, flags.reason);
  show(session, flags, { schema: "sluice.gate-decision/1", request, decision: "denied", entry }, [
    `${request} denied`,
  ]);
}
