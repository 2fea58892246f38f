import type { Command } from "commander";
import type { GateSession, OpenGate } from "../verbs/opened.ts";
import type { GatePlace, Opening } from "../verbs/session.ts";
import type { Session } from "../words/command.ts";
import { jsonText } from "../words/json-text.ts";
import { askSecret, secretFromFile } from "./ask-secret.ts";

/** Loaded when a gate is opened. */
const sessions = () => import("../verbs/session.ts");

/** Flags of every command that opens a gate. */
export interface GateFlags {
  readonly gate?: string;
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** `--gate`, and `--json`. */
export function gateOptions(command: Command, json = "print one JSON document on stdout"): Command {
  return command
    .option("--gate <folder>", "the gate's folder (default: $XDG_STATE_HOME/sluice/gate)")
    .option("--json", json);
}

/** What a command needs that signs: {@link gateOptions} and a key. */
export function signerOptions(command: Command, json?: string): Command {
  return gateOptions(command, json)
    .option("--key <name|file>", "who acts: a key's name or file (default: $SLUICE_KEY, else default)")
    .option("--passphrase-file <file>", "a file whose first line unlocks the key");
}

/** Where the gate lies and who comes to it, by the flags; a locked key asks at the terminal. */
export function placeOf(flags: GateFlags, session: Session): GatePlace {
  const { gate, key, passphraseFile } = flags;
  return {
    ...{ env: session.env, gate, key, say: session.say, now: () => session.now() },
    passphrase: async (path) =>
      passphraseFile === undefined
        ? askSecret(`Passphrase of ${path}: `, session)
        : secretFromFile(passphraseFile),
  };
}

/** Opens and verifies the gate, for reading. */
export async function openForReading(flags: GateFlags, session: Session): Promise<OpenGate> {
  const actions = await sessions();
  return actions.openForReading(placeOf(flags, session));
}

/** Opens gate and key. */
export async function openForActing(
  flags: GateFlags,
  session: Session,
  opening?: Opening,
): Promise<GateSession> {
  const { openSession } = await sessions();
  return openSession(placeOf(flags, session), opening);
}

/** {@link openForActing}, and where there is no gate yet a development gate is begun, and said to be one. */
export async function openOrBeginGate(flags: GateFlags, session: Session): Promise<GateSession> {
  const { openOrBeginSession } = await sessions();
  return openOrBeginSession(placeOf(flags, session));
}

/** One JSON document, or lines. */
export function show(
  session: Session,
  flags: { readonly json?: boolean },
  document: Readonly<Record<string, unknown>>,
  lines: readonly string[],
): void {
  if (flags.json) session.print(jsonText(document));
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
