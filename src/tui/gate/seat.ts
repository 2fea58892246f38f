import type { Gate } from "../../gate/gate.ts";
import type { Keys } from "../../gate/keys/key-file.ts";
import type { Person } from "../../gate/ledger/event.ts";
import { printable } from "../../printable.ts";

/** An open gate, and who sits at it. */
export interface GateSeat {
  readonly gate: Gate;
  readonly keys: Keys;
  readonly me: Person;
}

/** How screens get at the gate. */
export interface GateDoor {
  readonly folder: string;
  /** Whether there is a gate; else {@link open} begins a development gate. */
  exists(): boolean;
  /** @throws CliError when the gate or the key cannot be used */
  open(): Promise<GateSeat>;
}

/** A person's name, safe to print; the pseudonym where the name was redacted. */
export function nameIn({ state }: Gate, person: string | null): string {
  if (person === null) return "–";
  return printable(state.people.get(person)?.name.value ?? person);
}
