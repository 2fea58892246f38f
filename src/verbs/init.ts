import { gateFolder, keyPath } from "../gate/places.ts";
import { shippedRules } from "../gate/rules/folder.ts";
import { ownAllowList } from "../gate/rules/own-list.ts";
import { namesIn } from "../gate/rules/people.ts";
import { enrolmentOf } from "../ledger/keys/key-file.ts";
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
}

/**
 * Begins a gate with who holds the key as its first steward, and the rules that ship.
 * @param made name: the steward's in the roster; origin: the ledger's name, default: the machine's; shared: the
 * folder is open to its group
 * @throws CliError (exit code 2) when there is one already, the origin cannot be a name, or the key cannot be used
 */
export async function begin(
  place: GatePlace,
  made: { readonly name: string; readonly origin?: string | undefined; readonly shared: boolean },
): Promise<Begun> {
  const { env, now, say } = place;
  const keys = await keysAt(place);
  const folder = gateFolder(env, place.gate);
  const { name, shared, origin = `${machineName()}/gate` } = made;
  const enrolment = await enrolmentOf(keys);
  const gate = await createGate(
    folder,
    {
      ...{ origin, key: keys.signing, enrolment, name, development: false, shared },
      allowed: await ownAllowList(),
    },
    { now, say },
  );
  const steward = keys.signing.public.id;
  const guarded = namesIn((await shippedRules(false))["people.txt"] ?? "").length;
  return { folder, origin, steward, entries: gate.entries.length, guarded, key: keyPath(env, place.key) };
}
