import type { Binding } from "../kit/keys.ts";

/** What a key means where there is no gate. */
export type NoGateIntent = { readonly type: "begin" };

/** Whether a gate was begun from here. */
export function noGate(_begun: boolean, { type }: NoGateIntent): boolean {
  switch (type) {
    case "begin":
      return true;
  }
}

/** The keys where there is no gate yet. */
export const noGateKeys: readonly Binding<NoGateIntent>[] = [
  { keys: ["enter"], help: "begin a development gate", bar: "begin", action: { type: "begin" } },
];
