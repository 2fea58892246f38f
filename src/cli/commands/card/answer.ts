import { readFile } from "node:fs/promises";
import type { AnswerState } from "../../../cards/source/card.ts";
import { reviewerName } from "../../../process/account.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import { counted } from "../../../process/figures.ts";
import { shellWord } from "../../../process/shell-word.ts";
import type { AddCommand, Session } from "../../../words/command.ts";
import { jsonText } from "../../../words/json-text.ts";
import { oneOf } from "../../../words/options.ts";

/** Loaded when an answer is written. */
const answering = () => import("../../../actions/card/answer.ts");

interface Flags {
  readonly state: Exclude<AnswerState, "stale">;
  readonly text?: string;
  readonly file?: string;
  readonly from?: string;
  readonly edit?: boolean;
  readonly author: string;
  readonly date?: string;
  readonly json?: boolean;
}

/** `sluice card answer`: a person's words, with who, when, and against which evidence. */
export const addAnswer: AddCommand = (card, session) => {
  card
    .command("answer")
    .description("answer one question of a card, or all that a file answers")
    .argument("<folder>", "a run's or a model's folder, with a card")
    .argument("[question]", "its id, as M1; sluice card questions lists them")
    .option(
      "--state <state>",
      "answered, not-applicable, unknown or withheld (the last three with why, as the text)",
      oneOf("answered", "not-applicable", "unknown", "withheld"),
      "answered",
    )
    .option("--text <text>", "the answer, or why there is none")
    .option("--file <path>", "the answer from a file")
    .option("--from <path>", "many answers from a YAML file: author, date, answers by id")
    .option("--edit", "write it in $EDITOR, the evidence beside it")
    .option("--author <name>", "who answers", reviewerName(session.env))
    .option("--date <date>", "when, as YYYY-MM-DD (default: today)")
    .option("--json", "print one JSON document on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  sluice card answer runs/sample M1 --text 'To try Sluice on.' --author ann\n  sluice card answer runs/sample L6 --state not-applicable --text 'No people were asked.'\n  sluice card answer runs/sample C12 --edit",
    )
    .action((run: string, id: string | undefined, flags: Flags) =>
      flags.from === undefined
        ? answerCommand(run, id, flags, session)
        : importCommand(run, id, flags.from, flags, session),
    );
};

async function importCommand(
  run: string,
  id: string | undefined,
  from: string,
  { json }: Flags,
  session: Session,
): Promise<void> {
  if (id !== undefined)
    throw new CliError("Cannot answer: wanted a question or --from, got both", { exitCode: 2 });
  const { importAnswers } = await answering();
  const answers = Object.keys((await importAnswers(run, from)).answers).length;
  session.print(
    json
      ? jsonText({ schema: "sluice.card-answer/1", answers })
      : `${counted(answers, "answer")}; next: sluice card check ${shellWord(run)} --profile hub`,
  );
}

async function answerCommand(run: string, id = "nothing", flags: Flags, session: Session): Promise<void> {
  const { answerQuestion, editedAnswer } = await answering();
  const { state, author, date = session.now().toISOString().slice(0, 10), file } = flags;
  const given = [flags.text, file, flags.edit].filter((way) => way !== undefined);
  if (given.length !== 1)
    throw new CliError("Cannot answer: wanted one of --text, --file and --edit", { exitCode: 2 });
  const edited = flags.edit === true ? await editedAnswer(run, id, session.env) : undefined;
  const text = edited?.text ?? flags.text ?? (file === undefined ? "" : await textOf(file));
  const { question, answer } = await answerQuestion(run, id, { state, text, author, date }, edited?.seen);
  session.print(
    flags.json
      ? jsonText({ schema: "sluice.card-answer/1", id, ...answer })
      : `${id} ${state}: ${question.ask}`,
  );
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new CliError(`Cannot read "${path}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
