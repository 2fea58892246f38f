import type { AddCommand, Session } from "../../command.ts";
import { type GateFlags, openForReading, openKeys, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly apply?: boolean;
  readonly reason: string;
}

/** `sluice gate rules`: what is in force, and whether `rules/` says something else. */
export const addRules: AddCommand = (gate, session) => {
  signerOptions(gate.command("rules"))
    .description("the rules in force; with --apply, those of the gate's rules/ folder from now on (stewards)")
    .option("--apply", "check the folder's files, sign them, and put them in force")
    .option("--reason <text>", "why, for the ledger", "the rules were edited")
    .addHelpText(
      "after",
      "\nExample:\n  $EDITOR /srv/gate/rules/settings.yaml && sluice gate rules --apply --gate /srv/gate",
    )
    .action((flags: Flags) => rules(flags, session));
};

async function rules(flags: Flags, session: Session): Promise<void> {
  const { readRulesFolder } = await import("../../../gate/rules/folder.ts");
  const gate = await openForReading(flags, session);
  const inForce = () =>
    gate.entries.map(({ event }) => event).findLast((event) => event.type === "rules-changed");
  const files = await readRulesFolder(gate.folder);
  if (flags.apply) {
    const { seal } = await import("../../../gate/ledger/sealed.ts");
    const keys = await openKeys(flags, session);
    await gate.act(keys.signing, { type: "rules-changed", files, reason: seal(flags.reason) });
  }
  const now = inForce()?.files ?? {};
  const changed = [...new Set([...Object.keys(now), ...Object.keys(files)])].filter(
    (name) => now[name] !== files[name],
  );
  const digest = gate.state.rules?.digest ?? "";
  const document = { schema: "sluice.gate-rules/1", digest, settings: gate.state.rules?.settings, changed };
  show(session, flags, document, [
    `rules ${digest.slice(0, 12)}: ${Object.keys(now).join(", ")}`,
    ...(gate.state.rules?.settings.development
      ? ["a development gate: one person in every role, without four eyes"]
      : []),
    ...(changed.length === 0
      ? [`${gate.folder}/rules says the same`]
      : [`not in force: ${changed.join(", ")} in ${gate.folder}/rules; sluice gate rules --apply`]),
  ]);
}
