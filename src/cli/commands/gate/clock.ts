import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly reason: string;
}

/** `sluice gate clock`: a steward says that this machine's time is right. */
export const addClock: AddCommand = (gate, session) => {
  signerOptions(gate.command("clock"))
    .description(
      "set the ledger's clock to this machine's, forward or back, and say why (stewards); where there are several, somebody else has to agree",
    )
    .requiredOption("--reason <text>", "why, for the ledger")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate clock --reason 'a machine was set to the year 9999' --gate /srv/gate",
    )
    .action((flags: Flags) => clock(flags, session));
};

async function clock({ reason, ...flags }: Flags, session: Session): Promise<void> {
  const { setClock } = await import("../../../verbs/clock.ts");
  const done = await setClock(await openForActing(flags, session, { keepHouse: false }), reason);
  const { from, to, entry, proposal } = done;
  show(session, flags, { schema: "sluice.gate-clock/1", ...done }, [
    proposal === null
      ? `the ledger's clock said ${from} and says ${to}, entry ${entry}`
      : `the ledger's clock says ${from}, and would say ${to}; ${proposal} waits for another steward, of two for anybody else of the roster: sluice gate consent ${proposal}`,
  ]);
  if (proposal !== null) session.exit(3);
}
