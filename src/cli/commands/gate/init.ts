import { accountName } from "../../../process/account.ts";
import { SOLE_STEWARD } from "../../../verbs/roster.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, placeOf, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly as: string;
  readonly origin?: string;
  readonly shared?: boolean;
  readonly recovery?: string;
}

/** `sluice gate init`: a gate with its first steward and the rules that ship. */
export const addGateInit: AddCommand = (gate, session) => {
  signerOptions(gate.command("init"))
    .description("begin a gate with you as its first steward")
    .option("--as <name>", "your name in the roster", accountName(session.env))
    .option("--origin <name>", "the ledger's name, as lab.example/gate (default: <host>/gate)")
    .option("--shared", "open the folder to its group, for several users of one machine")
    .option(
      "--recovery <file>",
      "make a recovery key there, to lie offline and with no steward: where one of two stewards' keys is stolen, it alone can ask that its owner is revoked, which no steward vetoes",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate keygen && sluice gate init --as cy --origin lab.example/gate --gate /srv/gate --shared\n  sluice gate init --as cy --recovery /media/stick/recovery.key",
    )
    .action((flags: Flags) => init(flags, session));
};

async function init({ as: name, ...flags }: Flags, session: Session): Promise<void> {
  const { begin } = await import("../../../verbs/init.ts");
  const { origin, shared = false, recovery } = flags;
  const begun = await begin(placeOf(flags, session), { name, origin, shared, recovery });
  const { key, ...facts } = begun;
  show(session, flags, { schema: "sluice.gate/1", ...facts }, [
    `gate ${begun.origin} in ${begun.folder}`,
    `steward ${name}, key ${begun.steward}, ${key}`,
    ...(begun.recovery === null
      ? []
      : [`recovery key ${begun.recovery}: keep it offline, and not with a steward's key`]),
    SOLE_STEWARD,
    `guarded names: ${begun.guarded}, of public life; rules/people.txt is yours to edit`,
    "next: enrol people, each by the line that their sluice gate keygen printed:",
    "  sluice gate enrol ann --role requester --public 'ssh-ed25519 … age1…'",
  ]);
}
