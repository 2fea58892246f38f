import { editAnswer } from "../../cards/edit.ts";
import { withAnswersOf } from "../../cards/import-answers.ts";
import type { Question } from "../../cards/questions/question.ts";
import { type Answer, type Card, evidenceDigest, readCard, writeCard } from "../../cards/source/card.ts";
import { questionsOf } from "../../cards/source/kind.ts";
import { CliError } from "../../process/errors.ts";

/** What a person says to a question. */
export interface GivenAnswer {
  readonly state: Exclude<Answer["state"], "stale">;
  /** The answer, or why there is none. */
  readonly text: string;
  readonly author: string;
  /** When, as YYYY-MM-DD. */
  readonly date: string;
}

/** The card with the answer, and the answer as it was kept. */
export interface Answered {
  readonly card: Card;
  readonly question: Question;
  readonly answer: Answer;
}

/**
 * Keeps a person's answer, written against the facts as the card has them now. The card is read again first:
 * what others answered meanwhile stays.
 * @throws CliError (exit code 2): no card, no such question, no words, no date
 */
export async function answerQuestion(folder: string, id: string, given: GivenAnswer): Promise<Answered> {
  const question = questionIn(folder, id);
  const card = await readCard(folder);
  const { state, author, date } = given;
  const text = given.text.trim();
  if (text === "")
    throw new CliError("Cannot answer: wanted words, got none; nothing was changed", { exitCode: 2 });
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(date) || Number.isNaN(Date.parse(date)))
    throw new CliError(`Cannot answer: wanted --date as YYYY-MM-DD, got "${date}"`, { exitCode: 2 });
  const answer = { state, text, author, date, evidence: evidenceDigest(question, card.facts) };
  const next = { ...card, answers: { ...card.answers, [id]: answer } };
  await writeCard(folder, next);
  return { card: next, question, answer };
}

/**
 * Lets a person write an answer in $EDITOR, with the evidence beside the question.
 * @returns the words; empty where nothing was written
 * @throws CliError (exit code 2): no card, no such question, no editor
 */
export async function editedAnswer(folder: string, id: string, env: NodeJS.ProcessEnv): Promise<string> {
  const question = questionIn(folder, id);
  return (await editAnswer(question, await readCard(folder), env)) ?? "";
}

/** Takes many answers from a YAML file: author, date, answers by id. @throws CliError (exit code 2) naming what is wrong with the file */
export async function importAnswers(folder: string, path: string): Promise<Card> {
  const card = await withAnswersOf(path, await readCard(folder), questionsOf(folder));
  await writeCard(folder, card);
  return card;
}

function questionIn(folder: string, id: string): Question {
  const question = questionsOf(folder).find((one) => one.id === id);
  if (question === undefined)
    throw new CliError(`Cannot answer "${id}": there is no such question; sluice card questions lists them`, {
      exitCode: 2,
    });
  return question;
}
