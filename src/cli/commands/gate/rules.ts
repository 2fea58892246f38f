import { SOLE_STEWARD } from "../../../verbs/roster.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, openForActing, openForReading, show, signerOptions } from "../../gate-session.ts";
import { waitsLine } from "./proposals.ts";

interface Flags extends GateFlags {
  readonly apply?: boolean;
  readonly allow?: boolean;
  readonly reason: string;
}

/** `sluice gate rules`: what is in force, and whether `rules/` says something else. */
export const addRules: AddCommand = (gate, session) => {
  signerOptions(gate.command("rules"))
    .description("the rules in force; with --apply, those of the gate's rules/ folder from now on (stewards)")
    .option("--apply", "check the folder's files, sign them, and put them in force")
    .option(
      "--allow",
      "add this installation's policies, filters and models to allowed.yaml, then as --apply",
    )
    .option("--reason <text>", "why, for the ledger", "the rules were edited")
    .addHelpText(
      "after",
      "\nExample:\n  $EDITOR /srv/gate/rules/settings.yaml && sluice gate rules --apply --gate /srv/gate",
    )
    .action((flags: Flags) => rules(flags, session));
};

async function rules({ apply, allow, reason, ...flags }: Flags, session: Session): Promise<void> {
  const { allowOwn, applyRules, rulesOf } = await import("../../../verbs/rules.ts");
  const change = async () => {
    const opened = await openForActing(flags, session, { keepHouse: false });
    if (allow) await allowOwn(opened);
    return applyRules(opened, reason);
  };
  const found =
    apply || allow
      ? await change()
      : { ...(await rulesOf(await openForReading(flags, session))), proposal: null };
  const { folder, files, development, ...facts } = found;
  const { digest, changed, proposal, sole_steward: alone } = facts;
  if (proposal !== null) session.exit(3);
  show(session, flags, { schema: "sluice.gate-rules/1", ...facts }, [
    `rules ${digest.slice(0, 12)}: ${files.join(", ")}`,
    ...(development ? ["a development gate: one person in every role, without four eyes"] : []),
    ...(alone ? [SOLE_STEWARD] : []),
    ...(proposal === null ? [] : [waitsLine(proposal)]),
    ...(proposal !== null
      ? []
      : changed.length === 0
        ? [`${folder} says the same`]
        : [`not in force: ${changed.join(", ")} in ${folder}; sluice gate rules --apply`]),
  ]);
}
