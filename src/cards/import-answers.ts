import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { CliError, oneLine } from "../process/errors.ts";
import type { Question } from "./questions/question.ts";
import { type Card, evidenceDigest } from "./source/card.ts";

const givenState = z.enum(["answered", "not-applicable", "unknown", "withheld"]);
const fileSchema = z.strictObject({
  author: z.string().min(1),
  date: z.iso.date(),
  answers: z.record(
    z.string(),
    z.union([z.string().min(1), z.strictObject({ state: givenState, text: z.string().min(1) })]),
  ),
});

/**
 * The answers of a YAML file (`author`, `date`, `answers` by question id), as what they make of a card: each is taken
 * as written against the facts that the card has by then.
 * @param asked the questions that the card asks
 * @throws CliError (exit code 2) naming the file and what is wrong with it
 */
export async function answersIn(path: string, asked: readonly Question[]): Promise<(card: Card) => Card> {
  const refused = (reason: string, cause?: unknown) =>
    new CliError(`Cannot read answers "${path}": ${reason}`, { exitCode: 2, cause });
  let file: z.infer<typeof fileSchema>;
  try {
    file = fileSchema.parse(parse(await readFile(path, "utf8")));
  } catch (cause) {
    const [issue] = cause instanceof z.ZodError ? cause.issues : [];
    throw refused(issue ? `${issue.path.join(".")}: ${issue.message}` : oneLine(cause), cause);
  }
  const byId = new Map(asked.map((question) => [question.id, question]));
  const given = Object.entries(file.answers).map(([id, answer]) => {
    const question = byId.get(id);
    if (question === undefined) throw refused(`answers.${id}: there is no such question`);
    const words = typeof answer === "string" ? { state: "answered" as const, text: answer.trim() } : answer;
    return { id, question, words: { ...words, author: file.author, date: file.date } };
  });
  return (card) => {
    const answers = given.map(
      ({ id, question, words }) =>
        [id, { ...words, evidence: evidenceDigest(question, card.facts) }] as const,
    );
    return { ...card, answers: { ...card.answers, ...Object.fromEntries(answers) } };
  };
}
