import { counted } from "../../../process/figures.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { type GateFlags, placeOf, show, signerOptions } from "../../gate-session.ts";

interface Flags extends GateFlags {
  readonly reason?: string;
}

/** `sluice gate repair`: what cannot stand in a ledger is set aside, under a steward's note. */
export const addRepair: AddCommand = (gate, session) => {
  signerOptions(gate.command("repair"))
    .description(
      "say what keeps a ledger from opening; with --reason, set it aside under your signed note (stewards)",
    )
    .option("--reason <text>", "do it, and say why; nothing is deleted")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate repair\n  sluice gate repair --reason 'two writers took the same number'\n\nExit codes: 0 whole, or repaired; 3 something has to be set aside.",
    )
    .action((flags: Flags) => repair(flags, session));
};

async function repair({ reason, ...flags }: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/repair.ts");
  const place = placeOf(flags, session);
  const found = reason === undefined ? await actions.examine(place) : await actions.repair(place, reason);
  const { entries, losers, torn, claims, broken, aside, entry } = found;
  const wanting = broken && reason === undefined;
  if (wanting) session.exit(3);
  show(session, flags, { schema: "sluice.gate-repair/1", repaired: broken && !wanting, ...found }, [
    ...(broken
      ? [
          `${counted(entries, "entry", "entries")} stand; not: ${counted(losers, "line")}, ${torn} bytes of a torn tail, ${counted(claims.length, "claim")}`,
        ]
      : [`whole: ${counted(entries, "entry", "entries")} stand`]),
    ...aside.map(
      ({ name, bytes, sha256 }) => `aside: ${name} (${bytes} bytes, SHA-256 ${sha256.slice(0, 12)}…)`,
    ),
    ...(entry === null ? [] : [`your note is entry ${entry}`]),
    ...(wanting || (entry === null && aside.length > 0)
      ? ["a steward sets it aside and signs for it: sluice gate repair --reason …"]
      : []),
  ]);
}
