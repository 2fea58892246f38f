import type { Gate } from "../../gate/gate.ts";
import type { AskPassphrase, Keys } from "../../gate/keys/key-file.ts";
import type { Person } from "../../gate/ledger/event.ts";
import type { ReleaseSigner } from "../../gate/provenance/signer.ts";
import { printable } from "../../process/printable.ts";

/** An open gate, and who sits at it. */
export interface GateSession {
  readonly gate: Gate;
  readonly keys: Keys;
  readonly me: Person;
  /** Who signs releases. @throws CliError when the user's certificate does not fit */
  signer(): Promise<ReleaseSigner>;
}

/** How screens get at the gate. */
export interface GateOpener {
  readonly folder: string;
  /** Whether there is a gate; else {@link open} begins a development gate. */
  exists(): boolean;
  /**
   * @param ask where the key is locked, and nobody gave its passphrase before
   * @throws CliError when the gate or the key cannot be used
   */
  open(ask: AskPassphrase): Promise<GateSession>;
}

/** A person's name, safe to print; the pseudonym where the name was redacted. */
export function nameIn({ state }: Gate, person: string | null): string {
  if (person === null) return "–";
  return printable(state.people.get(person)?.name.value ?? person);
}
