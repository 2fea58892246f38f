import { CliError } from "../../../process/errors.ts";
import { counted } from "../../../process/figures.ts";
import { writeWhole } from "../../../process/files.ts";
import { shellWord } from "../../../process/shell-word.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import {
  type GateFlags,
  gateOptions,
  openForActing,
  openForReading,
  show,
  signerOptions,
} from "../../gate-session.ts";

/** Loaded when one of them is run. */
const publishActions = () => import("../../../verbs/publish.ts");

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
    .option(
      "--redacted",
      "prompts, names, notes, reasons, scores, digests and lengths as salted hashes; everything still verifies",
    )
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate export --redacted --out for-the-auditor\n  sluice gate verify for-the-auditor --key steward.pub",
    )
    .action((flags: ExportFlags) => exportFolder(flags, session));
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
  const actions = await publishActions();
  const out = flags.out ?? null;
  actions.refuseNowhere(out);
  const made = await actions.checkpoint(await openForActing(flags, session), out);
  show(session, flags, { schema: "sluice.gate-checkpoint/1", ...made }, [made.note.trimEnd()]);
  for (const { problem } of made.witnesses) if (problem !== null) session.say(`not cosigned: ${problem}`);
}

async function exportFolder(flags: ExportFlags, session: Session): Promise<void> {
  const { publish } = await publishActions();
  const { out: folder, redacted = false } = flags;
  const { entries, inClear } = await publish(await openForReading(flags, session), folder, redacted);
  show(session, flags, { schema: "sluice.gate-export/1", folder, entries, redacted, in_clear: inClear }, [
    `${counted(entries, "entry", "entries")} in ${folder}${redacted ? ", without prompts and names" : ", with prompts and names"}`,
    ...(inClear === 0
      ? []
      : [
          `${inClear} of them are from before scores and digests were sealed: from these a dictionary may find prompts`,
        ]),
    `next: sluice gate verify ${shellWord(folder)} --key steward.pub`,
  ]);
}

async function prove(which: string | undefined, flags: ProveFlags, session: Session): Promise<void> {
  const { proveEntry, proveGrowth } = await import("../../../verbs/prove.ts");
  const { since, words = false } = flags;
  if ((which === undefined) === (since === undefined))
    throw new CliError("Cannot prove: wanted an entry, or --since with a checkpoint", { exitCode: 2 });
  const gate = await openForReading(flags, session);
  const proof =
    since === undefined ? await proveEntry(gate, which ?? "", words) : await proveGrowth(gate, since);
  await deliver(proof, flags, session);
}

async function deliver(proof: string, flags: ProveFlags, session: Session): Promise<void> {
  if (flags.out === undefined)
    return show(session, flags, { schema: "sluice.gate-proof-text/1", proof }, [proof.trimEnd()]);
  await writeWhole(flags.out, proof);
  show(session, flags, { schema: "sluice.gate-proof-text/1", file: flags.out, proof }, [
    `${flags.out}; next: sluice gate verify ${shellWord(flags.out)} --key steward.pub`,
  ]);
}
