import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Gate } from "../../../gate/gate.ts";
import { CliError } from "../../../process/errors.ts";
import { printable } from "../../../process/printable.ts";
import type { AddCommand, Session } from "../../command.ts";
import {
  type GateFlags,
  gateOptions,
  openForActing,
  openForReading,
  show,
  signerOptions,
} from "../../gate-session.ts";

interface CheckpointFlags extends GateFlags {
  readonly out?: string;
}

interface ExportFlags extends GateFlags {
  readonly out: string;
  readonly redacted?: boolean;
}

interface ProveFlags extends GateFlags {
  readonly out?: string;
  readonly words?: boolean;
  readonly since?: string;
}

/** `sluice gate checkpoint`, `export` and `prove`: what leaves the gate, so that others can check it. */
export const addPublish: AddCommand = (gate, session) => {
  signerOptions(gate.command("checkpoint"))
    .description(
      "sign a checkpoint over the ledger as it is now (stewards); publish it where you cannot take it back",
    )
    .option("--out <file>", "write the note there too")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate checkpoint --out 2026-03.note && mail auditor@example.org < 2026-03.note",
    )
    .action((flags: CheckpointFlags) => checkpoint(flags, session));
  gateOptions(gate.command("export"))
    .description("the ledger, its checkpoints and public keys as a folder for an auditor")
    .requiredOption("--out <folder>", "a folder that is not there yet")
    .option("--redacted", "prompts, names, notes and reasons as salted hashes; everything still verifies")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate export --redacted --out for-the-auditor\n  sluice gate verify for-the-auditor --key steward.pub",
    )
    .action(async (flags: ExportFlags) => {
      const { exportLedger } = await import("../../../gate/export.ts");
      const opened = await openForReading(flags, session);
      await exportLedger(opened, resolve(flags.out), flags.redacted ?? false);
      const { length } = opened.entries;
      show(
        session,
        flags,
        {
          schema: "sluice.gate-export/1",
          folder: flags.out,
          entries: length,
          redacted: flags.redacted ?? false,
        },
        [
          `${length} entries in ${flags.out}${flags.redacted ? ", without prompts and names" : ", with prompts and names"}`,
          `next: sluice gate verify ${flags.out} --key steward.pub`,
        ],
      );
    });
  gateOptions(gate.command("prove"))
    .description("prove that an entry is in the ledger, or that the ledger only grew since a checkpoint")
    .argument("[entry]", "an entry's number, a request (r12) or an image (r12.0)")
    .option("--since <file>", "an earlier checkpoint: prove that nothing before it changed")
    .option("--words", "with the entry's prompt, names and notes")
    .option("--out <file>", "where the proof goes (default: stdout)")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate prove r12.0 --out r12.0.tlog-proof\n  sluice gate prove --since 2026-03.note --out grew.tlog-proof",
    )
    .action((entry: string | undefined, flags: ProveFlags) => prove(entry, flags, session));
};

async function checkpoint(flags: CheckpointFlags, session: Session): Promise<void> {
  const { makeCheckpoint } = await import("../../../gate/checkpoints.ts");
  const { writeWhole } = await import("../../../process/files.ts");
  // Asked before anything is signed.
  if (flags.out !== undefined && !existsSync(dirname(resolve(flags.out))))
    throw new CliError(`Cannot write "${flags.out}": there is no such folder`, { exitCode: 2 });
  const { gate, keys } = await openForActing(flags, session);
  const made = await makeCheckpoint(gate, keys.signing);
  if (flags.out !== undefined) await writeWhole(flags.out, made.text);
  const { size, root, origin } = made.checkpoint;
  const document = {
    schema: "sluice.gate-checkpoint/1",
    origin,
    size,
    root: Buffer.from(root).toString("hex"),
    note: made.text,
  };
  show(session, flags, document, [made.text.trimEnd()]);
}

async function prove(which: string | undefined, flags: ProveFlags, session: Session): Promise<void> {
  const { ownCheckpoints, readCheckpoint } = await import("../../../gate/checkpoints.ts");
  const { writeConsistency, writeInclusion } = await import("../../../gate/ledger/proof.ts");
  const { checkpointProblem } = await import("../../../gate/verify.ts");
  if ((which === undefined) === (flags.since === undefined))
    throw new CliError("Cannot prove: wanted an entry, or --since with a checkpoint", { exitCode: 2 });
  const gate = await openForReading(flags, session);
  const latest = (await ownCheckpoints(gate.folder)).at(-1);
  const { leaves } = gate.state;
  const covered = (size: number, what: string) => {
    if (latest !== undefined && latest.checkpoint.size >= size) return latest.text;
    throw new CliError(
      `Cannot prove ${what}: no checkpoint covers it; a steward makes one: sluice gate checkpoint`,
      { exitCode: 2 },
    );
  };
  if (flags.since !== undefined) {
    const earlier = await readCheckpoint(flags.since);
    const problem = checkpointProblem(gate.state, earlier.checkpoint, []);
    if (problem)
      throw new CliError(`Cannot prove growth since "${flags.since}": ${problem}`, { exitCode: 3 });
    return deliver(
      writeConsistency(earlier.text, covered(earlier.checkpoint.size, "growth"), leaves),
      flags,
      session,
    );
  }
  const entry = gate.entries[seqOf(gate, which ?? "")];
  if (entry === undefined)
    throw new CliError(
      `Cannot prove "${printable(which ?? "")}": there is no such entry; see sluice gate list --entries`,
      { exitCode: 2 },
    );
  return deliver(
    writeInclusion(entry, leaves, covered(entry.seq + 1, `entry ${entry.seq}`), flags.words ?? false),
    flags,
    session,
  );
}

/** An image is proved by the entry of its release, else of its judgement. */
function seqOf({ state, entries }: Gate, which: string): number {
  if (/^\d{1,15}$/u.test(which)) return Number(which);
  if (state.requests.has(which)) return Number(which.slice(1));
  const release = entries.find(({ event }) => event.type === "release" && event.image === which);
  return release?.seq ?? state.images.get(which)?.seq ?? -1;
}

async function deliver(proof: string, flags: ProveFlags, session: Session): Promise<void> {
  if (flags.out === undefined)
    return show(session, flags, { schema: "sluice.gate-proof-text/1", proof }, [proof.trimEnd()]);
  const { writeWhole } = await import("../../../process/files.ts");
  await writeWhole(flags.out, proof);
  show(session, flags, { schema: "sluice.gate-proof-text/1", file: flags.out, proof }, [
    `${flags.out}; next: sluice gate verify ${flags.out} --key steward.pub`,
  ]);
}
