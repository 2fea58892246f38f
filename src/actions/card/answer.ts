import { editAnswer } from "../../cards/edit.ts";
import { answersIn } from "../../cards/import-answers.ts";
import type { Question } from "../../cards/questions/question.ts";
import {
  type Answer,
  type Card,
  changeCard,
  evidenceDigest,
  noCard,
  readCard,
} from "../../cards/source/card.ts";
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

/** Somebody else answered the question since the person saw it: nothing was written, and the card is read again. */
export class AnsweredMeanwhile extends CliError {
  readonly card: Card;
  constructor(id: string, card: Card) {
    const who = card.answers[id]?.author;
    const what = who === undefined ? "its answer was taken away" : `${who} answered it`;
    super(`Cannot answer ${id}: ${what} meanwhile; reread it, then answer again`, { exitCode: 2 });
    this.card = card;
  }
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
 * @param seen the answer that the person had before them, null for none; without it, any is replaced
 * @throws AnsweredMeanwhile where another one stands there by now
 * @throws CliError (exit code 2): no card, no such question, no words, no date
 */
export async function answerQuestion(
  folder: string,
  id: string,
  given: GivenAnswer,
  seen?: Answer | null,
): Promise<Answered> {
  const question = questionIn(folder, id);
  const { state, author, date } = given;
  const text = given.text.trim();
  if (text === "")
    throw new CliError("Cannot answer: wanted words, got none; nothing was changed", { exitCode: 2 });
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(date) || Number.isNaN(Date.parse(date)))
    throw new CliError(`Cannot answer: wanted --date as YYYY-MM-DD, got "${date}"`, { exitCode: 2 });
  const card = await changeCard(folder, (old) => {
    if (old === null) throw noCard(folder);
    if (seen !== undefined && !sameAnswer(seen, old.answers[id] ?? null))
      throw new AnsweredMeanwhile(id, old);
    const answer = { state, text, author, date, evidence: evidenceDigest(question, old.facts) };
    return { ...old, answers: { ...old.answers, [id]: answer } };
  });
  return { card, question, answer: card.answers[id] as Answer };
}

/** Whether two are one person's same words; an answer that went stale stays the same. */
function sameAnswer(one: Answer | null, other: Answer | null): boolean {
  if (one === null || other === null) return one === other;
  return one.text === other.text && one.author === other.author && one.date === other.date;
}

/**
 * Lets a person write an answer in $EDITOR, with the evidence beside the question.
 * @returns the words, empty where nothing was written, and the answer that stood there to be changed
 * @throws CliError (exit code 2): no card, no such question, no editor
 */
export async function editedAnswer(
  folder: string,
  id: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly text: string; readonly seen: Answer | null }> {
  const question = questionIn(folder, id);
  const card = await readCard(folder);
  return { text: (await editAnswer(question, card, env)) ?? "", seen: card.answers[id] ?? null };
}

/** Takes many answers from a YAML file: author, date, answers by id. @throws CliError (exit code 2) naming what is wrong with the file */
export async function importAnswers(folder: string, path: string): Promise<Card> {
  const answers = await answersIn(path, questionsOf(folder));
  return changeCard(folder, (card) => {
    if (card === null) throw noCard(folder);
    return answers(card);
  });
}

function questionIn(folder: string, id: string): Question {
  const question = questionsOf(folder).find((one) => one.id === id);
  if (question === undefined)
    throw new CliError(`Cannot answer "${id}": there is no such question; sluice card questions lists them`, {
      exitCode: 2,
    });
  return question;
}
