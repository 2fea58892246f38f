import type { Command } from "commander";
import type { Gate } from "../gate/gate.ts";
import type { Keys } from "../gate/keys/key-file.ts";
import type { GateState } from "../gate/state/state.ts";
import { accountName } from "../process/account.ts";
import { printable } from "../process/printable.ts";
import { askSecret, secretFromFile } from "./ask-secret.ts";
import type { Session } from "./command.ts";

/** Flags of every command that opens a gate. */
export interface GateFlags {
  readonly gate?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** `--gate`, and `--json`. */
export function gateOptions(command: Command): Command {
  return command
    .option("--gate <folder>", "the gate's folder (default: $XDG_STATE_HOME/sluice/gate)")
    .option("--json", "print one JSON document on stdout");
}

/** What a command needs that signs: {@link gateOptions} and a key. */
export function signerOptions(command: Command): Command {
  return gateOptions(command)
    .option("--key <name|file>", "who acts: a key's name or file (default: $SLUICE_KEY, else default)")
    .option("--passphrase-file <file>", "a file whose first line unlocks the key");
}

/** Opens and verifies the gate, for reading. */
export async function openForReading(flags: GateFlags, session: Session): Promise<Gate> {
  const { openGate } = await import("../gate/gate.ts");
  const { gateFolder } = await import("../gate/places.ts");
  return openGate(gateFolder(session.env, flags.gate), { now: () => new Date(), say: session.say });
}

/** Opens the key that the flags name. */
export async function openKeys(flags: GateFlags, session: Session): Promise<Keys> {
  const { readKeys } = await import("../gate/keys/key-file.ts");
  const { keyPath } = await import("../gate/places.ts");
  return readKeys(keyPath(session.env, flags.key), (path) =>
    flags.passphraseFile === undefined
      ? askSecret(`Passphrase of ${path}: `, session)
      : secretFromFile(flags.passphraseFile),
  );
}

/** Opens gate and key, and says where the gate is a development gate. */
export async function openForActing(
  flags: GateFlags,
  session: Session,
): Promise<{ readonly gate: Gate; readonly keys: Keys }> {
  const gate = await openForReading(flags, session);
  return { gate: await keptBy(gate, session), keys: await openKeys(flags, session) };
}

/** {@link openForActing}, and where there is no gate yet a development gate is begun, and said to be one. */
export async function openOrBeginGate(
  flags: GateFlags,
  session: Session,
): Promise<{ readonly gate: Gate; readonly keys: Keys }> {
  const { openOrBegin } = await import("../gate/development.ts");
  const { gateFolder, keyPath } = await import("../gate/places.ts");
  const open = () => openKeys(flags, session);
  const { gate, keys } = await openOrBegin(
    gateFolder(session.env, flags.gate),
    { path: keyPath(session.env, flags.key), open },
    accountName(session.env),
    { now: () => new Date(), say: session.say },
  );
  return { gate: await keptBy(gate, session), keys };
}

async function keptBy(gate: Gate, { say }: Session): Promise<Gate> {
  const { tended } = await import("../gate/flow/housekeeping.ts");
  return tended(gate, { now: () => new Date(), say });
}

/** A person's name, safe to print; the pseudonym where the name was redacted. */
export function nameOf(state: GateState, person: string | null): string {
  if (person === null) return "–";
  return printable(state.people.get(person)?.name.value ?? person);
}

/** One JSON document, or lines. */
export function show(
  session: Session,
  flags: { readonly json?: boolean },
  document: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  if (flags.json) session.print(JSON.stringify(document));
  else for (const line of lines) session.print(line);
}

/** Cells as aligned columns, all to the left. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<readonly number[]>(
    (widest, row) => row.map((cell, i) => Math.max(cell.length, widest[i] ?? 0)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
