import type { SignWish } from "../../../actions/card/sign.ts";
import { checkProfiles } from "../../../cards/choices.ts";
import { printable } from "../../../process/printable.ts";
import { shellWord } from "../../../process/shell-word.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { oneOf } from "../../../words/options.ts";
import { type GateFlags, openForActing, show, signerOptions } from "../../gate-session.ts";

type Flags = GateFlags & SignWish;

/** `sluice card sign`: a person answers for a card as it is, with a key of the gate. */
export const addSign: AddCommand = (card, session) => {
  signerOptions(card.command("sign"))
    .description(
      "check a card, then sign it as it is with a key of the gate; the entry stands in the gate's ledger, and any later change of the card is found",
    )
    .argument("<folder>", "a run's or a model's folder, with a card")
    .requiredOption(
      "--role <role>",
      "as what: reviewer, auditor or steward",
      oneOf("reviewer", "auditor", "steward"),
    )
    .option(
      "--profile <name>",
      `for which it must be green: ${checkProfiles.join(", ")}`,
      oneOf(...checkProfiles),
      "release",
    )
    .option("--note <text>", "words for the ledger")
    .option("--data <uri>", "where the dataset lies now, when it moved")
    .option("--documents <dir>", "where the rendered documents lie (default: its cards/)")
    .option("--no-files", "do not hash the dataset's shards again; the ledger says so")
    .addHelpText(
      "after",
      "\nExample:\n  sluice card sign runs/sample --role reviewer --key bo\n\nExit codes: 0 signed, 3 the card is not green or the gate says no, 2 a card or a gate that cannot be read.",
    )
    .action((folder: string, flags: Flags) => sign(folder, flags, session));
};

async function sign(folder: string, flags: Flags, session: Session): Promise<void> {
  const { signCard } = await import("../../../actions/card/sign.ts");
  const gate = await openForActing(flags, session);
  const done = await signCard(folder, gate, flags, session.signal, (shard) =>
    session.say(`hashing shard ${printable(shard)}`),
  );
  const { signature, documents } = done;
  const { name, role, entry, before } = signature;
  show(session, flags, { schema: "sluice.card-signed/1", ...done }, [
    `${name} signed the card as ${role}${before ? " before" : ""}: entry ${entry} of ledger ${signature.gate}`,
    ...documents.map((path) => `written anew: ${path}`),
    `next: sluice card check ${shellWord(folder)} --profile release`,
  ]);
}
