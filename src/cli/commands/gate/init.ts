import { hostname } from "node:os";
import { accountName } from "../../../process/account.ts";
import type { AddCommand, Session } from "../../command.ts";
import { type GateFlags, openKeys, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly as: string;
  readonly origin?: string;
  readonly shared?: boolean;
}

/** `sluice gate init`: a gate with its first steward and the rules that ship. */
export const addGateInit: AddCommand = (gate, session) => {
  signerOptions(gate.command("init"))
    .description("begin a gate with you as its first steward")
    .option("--as <name>", "your name in the roster", accountName(session.env))
    .option("--origin <name>", "the ledger's name, as lab.example/gate (default: <host>/gate)")
    .option("--shared", "open the folder to its group, for several users of one machine")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate keygen && sluice gate init --as cy --origin lab.example/gate --gate /srv/gate --shared",
    )
    .action((flags: Flags) => init(flags, session));
};

async function init(flags: Flags, session: Session): Promise<void> {
  const { createGate } = await import("../../../gate/create.ts");
  const { gateFolder, keyPath } = await import("../../../gate/places.ts");
  const { enrolmentOf } = await import("../../../gate/keys/key-file.ts");
  const keys = await openKeys(flags, session);
  const folder = gateFolder(session.env, flags.gate);
  const origin =
    flags.origin ??
    `${hostname()
      .toLowerCase()
      .replace(/[^a-z0-9.-]/gu, "-")}/gate`;
  const gate = await createGate(
    folder,
    {
      origin,
      key: keys.signing,
      enrolment: await enrolmentOf(keys),
      name: flags.as,
      development: false,
      shared: flags.shared ?? false,
    },
    { now: () => new Date(), say: session.say },
  );
  const { id } = keys.signing.public;
  show(
    session,
    flags,
    { schema: "sluice.gate/1", folder, origin, steward: id, entries: gate.entries.length },
    [
      `gate ${origin} in ${folder}`,
      `steward ${flags.as}, key ${id}, ${keyPath(session.env, flags.key)}`,
      "next: enrol people, each by the line that their sluice gate keygen printed:",
      "  sluice gate enrol ann --role requester --public 'ssh-ed25519 … age1…'",
    ],
  );
}
