import type { Binding } from "../kit/keys.ts";

/** What a key means where the gate could not be opened. */
export type AtGateIntent = { readonly type: "again" };

/** How often the gate was tried before: each try opens it anew, since a passphrase is easily mistyped. */
export function atGate(tries: number, { type }: AtGateIntent): number {
  switch (type) {
    case "again":
      return tries + 1;
  }
}

/** The keys where the gate could not be opened. */
export const atGateKeys: readonly Binding<AtGateIntent>[] = [
  { keys: ["enter"], help: "try again", bar: "again", action: { type: "again" } },
];
