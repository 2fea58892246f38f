import { existsSync } from "node:fs";
import { ledgerPath, openGate } from "../gate/gate.ts";
import { gateFolder, keyPath } from "../gate/places.ts";
import { type Keys, readKeys } from "../ledger/keys/key-file.ts";
import { accountName } from "../process/account.ts";
import { openOrBegin } from "./begin.ts";
import { tended } from "./housekeeping.ts";
import { type GateSession, inside, type OpenGate, readable, sessionOf } from "./opened.ts";

/** Where a gate lies, and who comes to it. */
export interface GatePlace {
  readonly env: NodeJS.ProcessEnv;
  /** The gate's folder; default: `$XDG_STATE_HOME/sluice/gate`. */
  readonly gate?: string | undefined;
  /** A key's name or file; default: `$SLUICE_KEY`, else `default`. */
  readonly key?: string | undefined;
  /** Says the passphrase of the key file at a path; null where nobody can be asked. */
  readonly passphrase: (path: string) => Promise<string | null>;
  readonly now: () => Date;
  /** Hears what a person should know: what is due, what was cleared away, a torn line. */
  readonly say: (line: string) => void;
}

/** How a session is opened. */
export interface Opening {
  /** Whether what is due, and jobs that are over, go with each act; default: they do. */
  readonly keepHouse?: boolean;
}

/** Opens and verifies the gate, for reading. @throws CliError: exit code 2 where there is none, 3 where it does not verify */
export async function openForReading(place: Omit<GatePlace, "key" | "passphrase">): Promise<OpenGate> {
  const { env, now, say } = place;
  const gate = await openGate(gateFolder(env, place.gate), { now, say });
  return readable({ gate, env, now });
}

/**
 * Opens gate and key.
 * @throws CliError: exit code 2 when either cannot be used, 3 when the ledger does not verify, or the key is nobody's
 */
export async function openSession(
  place: GatePlace,
  { keepHouse = true }: Opening = {},
): Promise<GateSession> {
  const { gate } = (await openForReading(place))[inside];
  const keys = await keysAt(place);
  return sessionOf({ ...place, gate: keepHouse ? tended(gate, place) : gate, keys });
}

/**
 * {@link openSession}; where there is no gate yet a development gate is begun, and said to be one.
 * @throws CliError as {@link openSession}
 */
export async function openOrBeginSession(place: GatePlace): Promise<GateSession> {
  const { env, now, say } = place;
  const path = keyPath(env, place.key);
  const open = () => keysAt(place);
  const { gate, keys } = await openOrBegin(gateFolder(env, place.gate), { path, open }, accountName(env), {
    now,
    say,
  });
  return sessionOf({ env, now, gate: tended(gate, { now, say }), keys });
}

/** Opens the key that a place names. @throws CliError (exit code 2) */
export async function keysAt({ env, key, passphrase }: Omit<GatePlace, "now" | "say">): Promise<Keys> {
  return readKeys(keyPath(env, key), passphrase);
}

/** Whether there is a gate; where it lies. */
export function gateAt(
  env: NodeJS.ProcessEnv,
  gate?: string,
): { readonly folder: string; exists(): boolean } {
  const folder = gateFolder(env, gate);
  return { folder, exists: () => existsSync(ledgerPath(folder)) };
}

/** Reads what others appended meanwhile. @throws CliError (exit code 3) when the ledger does not verify any more */
export async function refresh({ [inside]: { gate } }: OpenGate): Promise<void> {
  await gate.refresh();
}
