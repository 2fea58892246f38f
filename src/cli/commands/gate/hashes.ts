import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";

interface Flags {
  readonly to: string;
  readonly dataset: string;
  readonly json?: boolean;
}

export const addGateHashes: AddCommand = (gate, session) => {
  gate
    .command("hashes")
    .description("write the perceptual hashes of a training set, to be shipped beside a model trained on it")
    .argument("<run>", "a finished audit of the training set")
    .requiredOption("--to <file>", "the file to write, for example models/illustrator/training.phash")
    .requiredOption("--dataset <name>", "the dataset's name, as the model's lineage has it")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate hashes runs/illustrations-curated --dataset illustrations --to models/illustrator/training.phash",
    )
    .action((run: string, flags: Flags) => hashes(run, flags, session));
};

async function hashes(run: string, { to, dataset, json }: Flags, session: Session): Promise<void> {
  const { writeHashes } = await import("../../../verbs/hashes.ts");
  const written = await writeHashes(run, dataset, to);
  session.print(json ? jsonText(written) : `${to}: ${written.hashes} hashes, SHA-256 ${written.sha256}`);
}
