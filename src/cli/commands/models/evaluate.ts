import { type Command, InvalidArgumentError, Option } from "commander";
import { count } from "../../../process/figures.ts";
import { unreadWords } from "../../../process/unread.ts";
import type { Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { list, wholeNumber } from "../../../words/options.ts";
import { tableOf } from "../../../words/texts/evaluation-text.ts";
import { signerOptions } from "../../gate-session.ts";
import { type CascadeFlags, evaluateCascadeCommand } from "./evaluate-cascade.ts";

interface Flags extends CascadeFlags {
  readonly text: string;
  readonly labels?: readonly string[];
  readonly group?: string;
  readonly threshold?: number;
  readonly register: "caption" | "comment" | "prompt";
  readonly raw?: boolean;
  readonly bootstrap: number;
  readonly limit?: number;
}

/** Adds `sluice models evaluate`. */
export function addEvaluate(models: Command, session: Session): void {
  signerOptions(models.command("evaluate"))
    .description(
      "measure a text classifier on labelled texts, or a cascade on its dataset; with 95 % intervals",
    )
    .argument("<id>", "a text classifier's or a cascade's id")
    .requiredOption(
      "--data <file>",
      "CSV with a header (.csv or .csv.gz): a text and a column of 0, 1 or empty per label; for a cascade the dataset whose pairs name their split",
    )
    .requiredOption("--out <dir>", "folder for evaluation.json and evaluation.html")
    .option("--text <column>", "the column of the texts", "text")
    .option("--labels <names>", "the model's labels to measure (default: all that are columns)", list)
    .option("--group <column>", "a column that names the group a text speaks of: figures per group")
    .addOption(
      new Option("--register <name>", "whose cuts count: of captions, comments or prompts")
        .choices(["caption", "comment", "prompt"])
        .default("caption"),
    )
    .option("--threshold <x>", "the cut for labels for which the model recommends none (default: 0.5)", share)
    .option("--raw", "score the texts as they stand (default: as the filter text-toxicity reads captions)")
    .option("--bootstrap <n>", "resamples per interval", wholeNumber(1), 1000)
    .option("--seed <s>", "seed of the resamples, or of the pictures", wholeNumber(0), 0)
    .option("--limit <n>", "only the first n usable rows", wholeNumber(1))
    .option(
      "--captions <n>",
      "cascade: captions of training, and as many of held-out concepts and of combinations",
      wholeNumber(20),
      100,
    )
    .option("--per-caption <n>", "cascade: pictures per held-out caption", wholeNumber(1), 2)
    .option("--people <n>", "cascade: captions of people (default: as many as --captions)", wholeNumber(1))
    .option("--where <field=value>", "cascade: only pairs with this in their JSON; repeatable", collect, [])
    .option(
      "--features <id>",
      "cascade: the classifier whose features compare pictures",
      "nsfw-mobilenet-v2-mid",
    )
    .option("--scorer <id>", "cascade: the image–text model that retrieves captions", "icon-clip")
    .option("--device <name>", "cascade: auto, cpu, cuda, webgpu, coreml or dml", "auto")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice models evaluate text-toxicity --data test.csv --out evaluations/test --group target\n  sluice models evaluate illustrator --data datasets/illustrations/curated --where style=fluent-3d --out evaluations/illustrator\n\nAn empty label means that nobody annotated it: it is left out, never a negative.\nNo text is printed; the page shows a few mistakes, masked. No picture is written.\nA cascade draws behind the gate: its captions are judged, the run is an entry of the ledger, and copies of training pictures are counted.\nA cascade takes about a second per picture on two cores: captions × (1 + 2 × pictures per caption), and combinations.\nThe same command goes on where it was broken off: OUT/measured.jsonl holds what was measured.",
    )
    .action((id: string, flags: Flags) => run(id, flags, session));
}

async function run(id: string, flags: Flags, session: Session): Promise<void> {
  const { isCascade } = await import("../../../actions/models/cascade.ts");
  if (isCascade(id)) return evaluateCascadeCommand(id, flags, session);
  const { evaluateText } = await import("../../../actions/models/evaluate-text.ts");
  const { out, json, ...options } = flags;
  const { evaluation } = await evaluateText(id, out, {
    ...options,
    signal: session.signal,
    onScored: (rows) => {
      if (rows % 4096 === 0) session.say(`${id}: ${count(rows)} texts scored`);
    },
  });
  const { bad, scored, unlabelled, unread } = evaluation.rows;
  const unusable = bad.malformed + bad.emptyText + bad.wrongLabel;
  if (unusable > 0)
    session.say(
      `not used: ${bad.malformed} malformed rows, ${bad.emptyText} without text, ${bad.wrongLabel} with a label that is not 0, 1 or empty`,
    );
  const unmeasured = unreadWords(unread, "texts");
  if (unmeasured !== null) session.say(`not measured: ${unmeasured}`);
  const fixed = evaluation.labels.filter(({ thresholdFrom }) => thresholdFrom === "model");
  if (flags.threshold !== undefined && fixed.length > 0)
    session.say(
      `--threshold not used for ${fixed.map(({ label }) => label).join(", ")}: the model recommends one`,
    );
  if (json) session.print(jsonText(evaluation));
  else {
    session.print(
      `${id} on ${evaluation.data.file}: ${scored} texts scored, ${unlabelled} without any label`,
    );
    session.print(tableOf(evaluation));
  }
  session.say(`evaluation: ${out}/evaluation.json, ${out}/evaluation.html`);
}

function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value];
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError(`wanted a number from 0 to 1, got "${text}"`);
  return value;
}
