import { openInterface } from "../../../tui/open-interface.ts";
import type { AddCommand } from "../../../words/command.ts";
import { secretFromFile } from "../../ask-secret.ts";
import { type GateFlags, signerOptions } from "../../gate-session.ts";

/** `sluice gate open`: the gate's screens. */
export const addGateOpen: AddCommand = (gate, session) => {
  signerOptions(gate.command("open"))
    .description("requests, approvals, reviews and the ledger in the terminal")
    .addHelpText("after", "\nExample:\n  sluice gate open --key work")
    .action(async ({ gate: folder, key, passphraseFile }: GateFlags) => {
      const choice = {
        ...(folder !== undefined && { gate: folder }),
        ...(key !== undefined && { key }),
        ...(passphraseFile !== undefined && { passphrase: () => secretFromFile(passphraseFile) }),
      };
      await openInterface({ screen: "gate" }, { gate: choice }, session);
    });
};
