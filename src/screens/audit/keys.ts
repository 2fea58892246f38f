import type { Binding } from "../kit/keys.ts";
import type { AuditState } from "./state.ts";

/** What a key of the audit means. */
export type AuditIntent = { readonly type: "stop" } | { readonly type: "open" } | { readonly type: "again" };

/** The keys of an audit: stop while it goes on, then open the run, or go on with what is missing. */
export function auditKeys({ ending }: AuditState): readonly Binding<AuditIntent>[] {
  if (ending === null)
    return [{ keys: ["x"], help: "stop; what is done is kept", bar: "stop", action: { type: "stop" } }];
  if (ending.kind === "done")
    return [{ keys: ["enter"], help: "open the run", bar: "open", action: { type: "open" } }];
  return [
    { keys: ["a"], help: "go on with the audit", bar: "go on", about: "ending", action: { type: "again" } },
  ];
}
