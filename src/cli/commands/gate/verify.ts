import { counted } from "../../../process/figures.ts";
import { printable } from "../../../process/printable.ts";
import { SOLE_STEWARD } from "../../../verbs/roster.ts";
import type { LedgerVerified } from "../../../verbs/verify.ts";
import type { ProofChecked } from "../../../verbs/verify-proof.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { show } from "../../gate-session.ts";

interface Flags {
  readonly gate?: string;
  readonly checkpoint: readonly string[];
  readonly key: readonly string[];
  readonly witness: readonly string[];
  readonly json?: boolean;
}

const more = (value: string, before: readonly string[]) => [...before, value];

/** `sluice gate verify`: a gate, an export or a proof, from nothing but its bytes. */
export const addVerify: AddCommand = (gate, session) => {
  gate
    .command("verify")
    .description("verify a ledger, an export or a proof, and hold it against checkpoints")
    .argument("[path]", "a gate's or an export's folder, a ledger.jsonl or a .tlog-proof (default: the gate)")
    .option("--gate <folder>", "the gate's folder, where no path is given")
    .option("--checkpoint <file>", "a checkpoint that was published; may be given several times", more, [])
    .option(
      "--key <line|file>",
      "a steward's public key from elsewhere: OpenSSH line, verifier key (name+id+key), or a file of one",
      more,
      [],
    )
    .option("--witness <key>", "a witness's key (name+id+key): say what it cosigned last", more, [])
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate verify\n  sluice gate verify export/ --key steward.pub --checkpoint 2026-03.note\n  sluice gate verify r12.tlog-proof --key steward.pub\n\nExit codes: 0 verified, 3 something is wrong, 2 a file that cannot be read.",
    )
    .action((path: string | undefined, flags: Flags) => verify(path, flags, session));
};

async function verify(path: string | undefined, flags: Flags, session: Session): Promise<void> {
  const actions = await import("../../../verbs/verify.ts");
  const { gate, checkpoint: checkpoints, key: keys, witness: witnesses } = flags;
  const found = await actions.verify({ env: session.env, path, gate, checkpoints, keys, witnesses });
  session.exit(found.valid ? 0 : 3);
  if (found.kind !== "ledger") {
    showProof(found, flags, session);
    return;
  }
  const { kind: _, ...document } = found;
  show(session, flags, { schema: "sluice.gate-verification/1", ...document }, lines(found));
}

function lines(found: LedgerVerified): readonly string[] {
  const { origin, entries, root, checkpoints, unanchored, behind, ahead, redacted } = found;
  return [
    ...(found.valid
      ? [`verified: ${counted(entries, "entry", "entries")} of ${origin}, root ${root.slice(0, 16)}…`]
      : [
          `NOT verified: ${counted(entries, "entry", "entries")} of ${origin || "a ledger"} hold, then:`,
          ...found.problems.map((one) => `  ${printable(one)}`),
        ]),
    checkpoints.length === 0
      ? "held against no checkpoint: whether its end was cut off cannot be known"
      : `held against ${counted(checkpoints.length, "checkpoint")}, the largest of ${Math.max(...checkpoints.map(({ size }) => size))} entries; ${unanchored === 1 ? "1 entry is" : `${counted(unanchored, "entry", "entries")} are`} newer`,
    found.pinned
      ? "the steward's key is the one that was given"
      : `the first steward's key ${found.root_of_trust} was taken on trust: compare it, or give --key`,
    ...found.cosigned.map(
      ({ witness, size, at }) => `${witness} cosigned the first ${counted(size, "entry", "entries")}, ${at}`,
    ),
    ...(redacted > 0 ? [`${redacted} texts are salted hashes only`] : []),
    ...(behind.length > 0
      ? [
          `${counted(behind.length, "entry", "entries")} were signed by a clock behind the entry before (${behind.slice(0, 9).join(", ")}); they count at that entry's time`,
        ]
      : []),
    ...(ahead.length > 0
      ? [
          `${counted(ahead.length, "entry", "entries")} claim a time far ahead of all others (${ahead.slice(0, 9).join(", ")}); they count at the entry before`,
        ]
      : []),
    ...(found.stewards < 2 ? [SOLE_STEWARD] : []),
    ...(found.stewards > 1 && found.enrolled_alone.length > 0
      ? [`one steward alone enrolled, and may be, each of ${found.enrolled_alone.join(", ")}`]
      : []),
    ...(found.foreign ?? []).map((one) => `not the gate's own: ${printable(one)}`),
    ...(found.foreign === null
      ? [
          "no allow-list: what judged and drew is held against none; a steward makes one: sluice gate rules --allow",
        ]
      : []),
    ...(found.development ? ["a development gate: one person in every role, without four eyes"] : []),
  ];
}

function showProof(found: ProofChecked, flags: Flags, session: Session): void {
  const schema = "sluice.gate-proof/1";
  if (!found.valid) {
    const { problem } = found;
    const line = `NOT verified: ${printable(problem)}`;
    show(session, flags, { schema, valid: false, problems: [problem] }, [line]);
    return;
  }
  const { kind, origin, sizes, entry } = found;
  const what =
    entry === null
      ? `the ${sizes[1] ?? 0} entries of ${origin} begin with the ${sizes[0] ?? 0} of before`
      : `entry ${entry.seq} (${entry.type}, ${entry.time}) is among the first ${sizes[0] ?? 0} of ${origin}`;
  const about = entry && { seq: entry.seq, event: entry.event };
  show(session, flags, { schema, valid: true, kind, origin, sizes, entry: about }, [`verified: ${what}`]);
}
