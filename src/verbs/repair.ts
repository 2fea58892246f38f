import { gateFolder } from "../gate/places.ts";
import { examineLedger, type Repair, repairLedger } from "../gate/repair.ts";
import { type GatePlace, keysAt } from "./session.ts";

/** What of the ledger's file cannot stand. Changes nothing. @throws CliError (exit code 2) when there is no ledger */
export async function examine({ env, gate }: Pick<GatePlace, "env" | "gate">): Promise<Repair> {
  return examineLedger(gateFolder(env, gate));
}

/**
 * Sets aside what cannot stand, under the steward's signed note.
 * @throws CliError: exit code 2 when there is no ledger or the key cannot be used, 3 when the person is no steward or
 * too little would stand
 */
export async function repair(place: GatePlace, reason: string): Promise<Repair> {
  const { env, gate, now, say } = place;
  const { signing } = await keysAt(place);
  return repairLedger(gateFolder(env, gate), signing, reason, { now, say });
}
