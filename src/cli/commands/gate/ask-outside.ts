import type { Questioning } from "../../../outside/audit/verbs.ts";
import { counted, percent } from "../../../process/figures.ts";
import { printable } from "../../../process/printable.ts";
import { shellWord } from "../../../process/shell-word.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { wholeNumber } from "../../../words/options.ts";
import { placeOf, show } from "../../gate-session.ts";

interface KeyFlags {
  readonly key?: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

interface QuestionFlags extends KeyFlags, Omit<Questioning, "prompts"> {}

interface AnswerFlags extends KeyFlags {
  readonly question?: string;
  readonly steward: readonly string[];
  readonly out?: string;
}

const more = (value: string, before: readonly string[] = []) => [...before, value];

/** Loaded when one of them is run. */
const verbs = () => import("../../../outside/audit/verbs.ts");

/** `sluice gate question` and `sluice gate answer`: for who asks from outside, without a gate. */
export const addAskOutside: AddCommand = (gate, session) => {
  gate
    .command("question")
    .description("seal prompts as a question to a gate whose pictures you may not see (outsiders)")
    .argument("<prompts>", 'JSON lines: {"prompt": "…", "negative"?: "…", "seed"?: 7}')
    .requiredOption("--origin <name>", "the gate's ledger, as lab.example/gate")
    .requiredOption("--to <age1…>", "a steward's age recipient; may be given several times", more)
    .requiredOption("--model <id>", "the cascade that is asked about")
    .requiredOption("--out <file>", "the sealed question, to be handed to a steward")
    .option("--images <n>", "pictures that each prompt may be drawn for", wholeNumber(1), 1)
    .option("--seed <s>", "seed of the pictures", wholeNumber(0), 0)
    .option("--key <name|file>", "who asks: a key's name or file (default: $SLUICE_KEY, else default)")
    .option("--passphrase-file <file>", "a file whose first line unlocks the key")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExample:\n  sluice gate question prompts.jsonl --origin lab.example/gate --to age1… --model illustrator --out q.age\n\nOnly the stewards and you can open it; the ledger keeps its digest, and no word. Answered by sluice gate audit.",
    )
    .action((prompts: string, flags: QuestionFlags) => question(prompts, flags, session));
  gate
    .command("answer")
    .description("read a gate's answer, and hold it against your question and the ledger (outsiders)")
    .argument("<answer>", "the file that sluice gate audit wrote, or one in clear")
    .requiredOption(
      "--steward <line|file>",
      "a steward's public key from elsewhere; may be given several times",
      more,
    )
    .option("--question <file>", "your sealed question: that it is this one that is answered")
    .option("--out <file>", "answer and proof in clear, which anybody can check with this command")
    .option("--key <name|file>", "who asked: a key's name or file (default: $SLUICE_KEY, else default)")
    .option("--passphrase-file <file>", "a file whose first line unlocks the key")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice gate answer a.age --question q.age --steward steward.pub --out answer.json\n  sluice gate answer answer.json --steward steward.pub\n\nExit codes: 0 it holds, 3 it does not, 2 a file that cannot be read.",
    )
    .action((file: string, flags: AnswerFlags) => answer(file, flags, session));
};

async function question(prompts: string, flags: QuestionFlags, session: Session): Promise<void> {
  const actions = await verbs();
  const { origin, to, model, images, seed, out } = flags;
  const asked = { prompts, origin, to, model, images, seed, out };
  const made = await actions.question(placeOf(flags, session), asked);
  show(session, flags, { schema: "sluice.gate-question-made/1", ...made }, [
    `${counted(made.prompts, "prompt")} sealed in ${out}, question ${made.question.slice(0, 16)}…`,
    `next, by a steward: sluice gate audit ${shellWord(out)} --out answer.age`,
  ]);
}

async function answer(file: string, flags: AnswerFlags, session: Session): Promise<void> {
  const actions = await verbs();
  const { question: own, steward: stewards, out } = flags;
  const {
    answer: found,
    entry,
    question: asked,
  } = await actions.answer(placeOf(flags, session), {
    ...{ answer: file, question: own, stewards, out },
  });
  show(session, flags, { schema: "sluice.gate-answer-read/1", entry, answer: found }, [
    `holds: ${counted(found.prompts.length, "prompt")} about ${found.model}, entries ${found.entry} and ${entry} of ${found.origin}`,
    asked === null
      ? `to question ${found.question.slice(0, 16)}…, which was not given: whose it is is not known`
      : "to your question",
    ...found.rates.map(
      ({ of, what, k, n, rate, low, high }) =>
        `  ${printable(what).padEnd(24)}${k} of ${n} ${of}${rate === null ? "" : `: ${percent(rate)} [${percent(low ?? 0)}, ${percent(high ?? 1)}]`}`,
    ),
    ...found.prompts.map(
      ({ verdict, rules, pictures }, i) =>
        `  prompt ${i + 1}: ${[verdict, ...rules, ...pictures.map((one) => [one.verdict, ...one.rules].join(" "))].map(printable).join("; ")}`,
    ),
    ...found.notChecked.map((what) => `not checked: ${printable(what)}`),
    ...(out === undefined ? [] : [`in clear, without a prompt: ${out}`]),
  ]);
}
