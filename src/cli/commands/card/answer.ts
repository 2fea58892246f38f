import { readFile } from "node:fs/promises";
import type { AnswerState } from "../../../cards/source/card.ts";
import { accountName } from "../../../process/account.ts";
import { CliError, oneLine } from "../../../process/errors.ts";
import type { AddCommand, Session } from "../../command.ts";
import { oneOf } from "../../options.ts";

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
    .option("--author <name>", "who answers", accountName(session.env))
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
  const { readCard, writeCard } = await import("../../../cards/source/card.ts");
  const { questionsOf } = await import("../../../cards/source/kind.ts");
  const { withAnswersOf } = await import("../../../cards/import-answers.ts");
  const card = await withAnswersOf(from, await readCard(run), questionsOf(run));
  await writeCard(run, card);
  const answers = Object.keys(card.answers).length;
  session.print(
    json
      ? JSON.stringify({ schema: "sluice.card-answer/1", answers })
      : `${answers} answers; next: sluice card check ${run} --profile hub`,
  );
}

async function answerCommand(
  run: string,
  id: string | undefined,
  flags: Flags,
  session: Session,
): Promise<void> {
  const { questionsOf } = await import("../../../cards/source/kind.ts");
  const { evidenceDigest, readCard, writeCard } = await import("../../../cards/source/card.ts");
  const question = questionsOf(run).find((one) => one.id === id);
  if (question === undefined)
    throw new CliError(
      `Cannot answer "${id ?? "nothing"}": there is no such question; sluice card questions lists them`,
      {
        exitCode: 2,
      },
    );
  const card = await readCard(run);
  const given = [flags.text, flags.file, flags.edit].filter((way) => way !== undefined);
  if (given.length !== 1)
    throw new CliError("Cannot answer: wanted one of --text, --file and --edit", { exitCode: 2 });
  const text = await textOf(flags, question, card, session.env);
  if (text === null || text.trim() === "")
    throw new CliError("Cannot answer: wanted words, got none; nothing was changed", { exitCode: 2 });
  const date = flags.date ?? new Date().toISOString().slice(0, 10);
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(date) || Number.isNaN(Date.parse(date)))
    throw new CliError(`Cannot answer: wanted --date as YYYY-MM-DD, got "${date}"`, { exitCode: 2 });
  const evidence = evidenceDigest(question, card.facts);
  const answer = { state: flags.state, text: text.trim(), author: flags.author, date, evidence };
  await writeCard(run, { ...card, answers: { ...card.answers, [question.id]: answer } });
  session.print(
    flags.json
      ? JSON.stringify({ schema: "sluice.card-answer/1", id, ...answer })
      : `${id} ${flags.state}: ${question.ask}`,
  );
}

async function textOf(
  { text, file }: Flags,
  question: Parameters<typeof import("../../../cards/edit.ts").editAnswer>[0],
  card: Parameters<typeof import("../../../cards/edit.ts").editAnswer>[1],
  env: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (text !== undefined) return text;
  if (file === undefined) {
    const { editAnswer } = await import("../../../cards/edit.ts");
    return editAnswer(question, card, env);
  }
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new CliError(`Cannot read "${file}": ${oneLine(cause)}`, { exitCode: 2, cause });
  }
}
