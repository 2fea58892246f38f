import type { Binding } from "./keys.ts";

/** What can be done with a run from any screen. */
export type RunIntent =
  /** Goes on with its audit, in place of the screen that could not show it. */
  | { readonly type: "resume"; readonly folder: string }
  /** Decides by another policy, named or in a file; `told` says by which it is then decided. */
  | { readonly type: "decide"; readonly folder: string; readonly policy: string; readonly told: boolean };

/** Ways on from a run that does not open. */
export function waysOn(folder: string): readonly Binding<RunIntent>[] {
  return [
    {
      keys: ["a"],
      help: "audit again: what is missing or damaged is redone",
      bar: "audit again",
      action: { type: "resume", folder },
    },
    {
      keys: ["p"],
      help: "decide by the policy that comes with sluice",
      bar: "default policy",
      action: { type: "decide", folder, policy: "default", told: false },
    },
  ];
}
