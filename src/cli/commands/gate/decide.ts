import type { GateEvent } from "../../../gate/ledger/event.ts";
import type { AddCommand, Session } from "../../command.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";
import { finiteNumber } from "../../options.ts";

interface Flags extends GateFlags {
  readonly hours?: number;
  readonly note?: string;
  readonly reason: string;
}

const HOUR = 3_600_000;

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

async function approve(request: string, flags: Flags, session: Session): Promise<void> {
  const { seal } = await import("../../../gate/ledger/sealed.ts");
  const { gate, keys } = await openForActing(flags, session);
  const entry = await gate.act(keys.signing, (state, _seq, at): GateEvent => {
    const hours = flags.hours ?? state.rules?.settings.grantHours ?? 0;
    const expires = new Date(at + hours * HOUR).toISOString();
    return { type: "approval", request, expires, note: flags.note === undefined ? null : seal(flags.note) };
  });
  const expires = entry.event.type === "approval" ? entry.event.expires : "";
  show(
    session,
    flags,
    { schema: "sluice.gate-decision/1", request, decision: "granted", expires, entry: entry.seq },
    [`${request} granted until ${expires}`, `next, by the requester: sluice generate --request ${request}`],
  );
}

async function deny(request: string, flags: Flags, session: Session): Promise<void> {
  const { seal } = await import("../../../gate/ledger/sealed.ts");
  const { gate, keys } = await openForActing(flags, session);
  const { seq } = await gate.act(keys.signing, { type: "denial", request, reason: seal(flags.reason) });
  show(session, flags, { schema: "sluice.gate-decision/1", request, decision: "denied", entry: seq }, [
    `${request} denied`,
  ]);
}
