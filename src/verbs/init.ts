import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { ledgerPath } from "../gate/gate.ts";
import { gateFolder, keyPath } from "../gate/places.ts";
import { shippedRules } from "../gate/rules/folder.ts";
import { ownAllowList } from "../gate/rules/own-list.ts";
import { namesIn } from "../gate/rules/people.ts";
import { enrolmentOf, makeKeyFile } from "../ledger/keys/key-file.ts";
import { createGate, machineName } from "./create.ts";
import { type GatePlace, keysAt } from "./session.ts";

/** A gate that was begun. */
export interface Begun {
  readonly folder: string;
  readonly origin: string;
  /** Fingerprint of the first steward's key. */
  readonly steward: string;
  readonly entries: number;
  /** How many names of real people its rules guard. */
  readonly guarded: number;
  /** File of that key. */
  readonly key: string;
  /** File of the recovery key, which is to lie offline; null: none was made. */
  readonly recovery: string | null;
}

/**
 * Begins a gate with who holds the key as its first steward, and the rules that ship.
 * @param made name: the steward's in the roster; origin: the ledger's name, default: the machine's; shared: the
 * folder is open to its group; recovery: file of a recovery key that is made
 * @throws CliError (exit code 2) when there is one already, the origin cannot be a name, or the key cannot be used
 */
export async function begin(
  place: GatePlace,
  made: {
    readonly name: string;
    readonly origin?: string | undefined;
    readonly shared: boolean;
    readonly recovery?: string | undefined;
  },
): Promise<Begun> {
  const { env, now, say } = place;
  const keys = await keysAt(place);
  const folder = gateFolder(env, place.gate);
  const { name, shared, origin = `${machineName()}/gate` } = made;
  const enrolment = await enrolmentOf(keys);
  const recovery = made.recovery === undefined ? null : resolve(made.recovery);
  // No key lies about of a gate that was not made.
  const spare =
    recovery === null || existsSync(ledgerPath(folder)) ? null : await makeKeyFile(recovery, null, null);
  const gate = await createGate(
    folder,
    {
      ...{ origin, key: keys.signing, enrolment, name, development: false, shared },
      recovery: spare?.key ?? null,
      allowed: await ownAllowList(),
    },
    { now, say },
  );
  const steward = keys.signing.public.id;
  const guarded = namesIn((await shippedRules(false))["people.txt"] ?? "").length;
  const { length: entries } = gate.entries;
  return { folder, origin, steward, entries, guarded, key: keyPath(env, place.key), recovery };
}
