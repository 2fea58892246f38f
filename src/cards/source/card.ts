import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { sha256OfJson } from "../../digest/sha256.ts";
import { changeFile } from "../../process/change-file.ts";
import { CliError, oneLine } from "../../process/errors.ts";
import { shellWord } from "../../process/shell-word.ts";
import type { Question } from "../questions/question.ts";
import { allQuestions } from "../questions/registry.ts";
import { questionsOf } from "./kind.ts";
import { type SignatureNote, signatureSchema } from "./signature-note.ts";

export const states = ["answered", "not-applicable", "unknown", "withheld", "stale"] as const;
export type AnswerState = (typeof states)[number];

/** What a person says to one question. */
export interface Answer {
  readonly state: AnswerState;
  /** The answer, or why there is none. */
  readonly text: string;
  readonly author: string;
  /** ISO 8601 date. */
  readonly date: string;
  /** SHA-256 of the evidence that it was written against. */
  readonly evidence: string;
}

/** What the audit found, and how to find it again. */
export interface Fact {
  readonly about: string;
  /** SQL over the run, to be asked again; absent for what the run's own files say. */
  readonly query?: string | undefined;
  readonly rates?: boolean | undefined;
  /** SHA-256 of the result. */
  readonly digest: string;
  readonly result: readonly Readonly<Record<string, unknown>>[];
}

/** `cards/card.yaml`: the one source of every document about a dataset. */
export interface Card {
  readonly schema: "sluice.card/1";
  readonly policy: string;
  /** Name of the view whose pairs the facts are of; absent is all of the run. */
  readonly view?: string;
  readonly facts: Readonly<Record<string, Fact>>;
  readonly answers: Readonly<Record<string, Answer>>;
  /** Who signed the card, as it says itself; absent where nobody did. */
  readonly signatures?: readonly SignatureNote[];
}

const cardSchema: z.ZodType<Card> = z.strictObject({
  schema: z.literal("sluice.card/1"),
  policy: z.string(),
  view: z.string().exactOptional(),
  facts: z.record(
    z.string(),
    z.strictObject({
      about: z.string(),
      query: z.string().optional(),
      rates: z.boolean().optional(),
      digest: z.string(),
      result: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
  answers: z.record(
    z.string(),
    z.strictObject({
      state: z.enum(states),
      text: z.string(),
      author: z.string(),
      date: z.iso.date(),
      evidence: z.string(),
    }),
  ),
  signatures: z.array(signatureSchema).exactOptional(),
});

/** Where a run's card lies. */
export function cardPath(folder: string): string {
  return join(folder, "cards", "card.yaml");
}

/**
 * Reads the card of a run or a model. Answers that were written against other facts than the card holds are
 * stale, whatever state stands in the file.
 * @throws CliError (exit code 2): no card, merge conflicts, damaged YAML, an answer to no question
 */
export async function readCard(folder: string): Promise<Card> {
  const path = cardPath(folder);
  if (!existsSync(path)) throw noCard(folder);
  return parseCard(await readFile(path, "utf8"), path, questionsOf(folder));
}

/**
 * Reads a card's text. Answers that were written against other facts than the card holds are stale, whatever
 * state stands in the file.
 * @param path for the message
 * @param questions those that the card may answer
 * @throws CliError (exit code 2) as {@link readCard}
 */
export function parseCard(text: string, path: string, questions: readonly Question[] = allQuestions): Card {
  const conflict = text.split("\n").findIndex((line) => /^(?:<{7}|={7}|>{7})(?: |$)/u.test(line));
  if (conflict >= 0) throw refused(path, `merge conflict at line ${conflict + 1}; resolve it`);
  let card: Card;
  try {
    card = cardSchema.parse(parse(text, { logLevel: "error" }));
  } catch (cause) {
    throw refused(path, explain(cause));
  }
  const known = new Set(questions.map(({ id }) => id));
  const foreign = Object.keys(card.answers).find((id) => !known.has(id));
  if (foreign !== undefined)
    throw refused(
      path,
      `answers.${foreign}: there is no such question (any more); move its words to one that sluice card questions lists, then delete it`,
    );
  return refreshed(card, card.policy, card.facts);
}

function refused(path: string, reason: string): CliError {
  return new CliError(`Cannot read card "${path}": ${reason}`, { exitCode: 2 });
}

function explain(cause: unknown): string {
  if (!(cause instanceof z.ZodError)) return oneLine(cause);
  const [issue] = cause.issues;
  return [issue?.path.join("."), issue?.message ?? "is wrong"].filter(Boolean).join(": ");
}

/**
 * Changes the card of a run or a model as it stands on disk by then: what others wrote meanwhile stays.
 * @param change gets null where there is no card yet
 * @returns the card as it was written
 * @throws CliError (exit code 2) as {@link readCard}, and what `change` throws
 */
export async function changeCard(folder: string, change: (old: Card | null) => Card): Promise<Card> {
  const path = cardPath(folder);
  await mkdir(join(folder, "cards"), { recursive: true });
  const written: Card[] = [];
  await changeFile(path, (text) => {
    const card = change(text === null ? null : parseCard(text, path, questionsOf(folder)));
    written.push(card);
    return stringify(card, { lineWidth: 100 });
  });
  return written.at(-1) as Card;
}

/** The refusal of a command that needs a card where there is none. */
export function noCard(folder: string): CliError {
  return refused(cardPath(folder), `there is none; make one: sluice card init ${shellWord(folder)}`);
}

/** SHA-256 (hex) of what a question's evidence says; the same facts give the same digest. */
export function evidenceDigest({ evidence }: Question, facts: Card["facts"]): string {
  const known = evidence.filter((id) => facts[id] !== undefined || !LATER.has(id));
  return digestOf(known.map((id) => [id, facts[id]?.digest ?? null]));
}

/** Evidence that came later: cards without it are of before, and what was answered then stands. */
const LATER = new Set(["layout", "sources"]);

/** SHA-256 (hex) of a value's JSON. */
export function digestOf(value: unknown): string {
  return sha256OfJson(value);
}

/** The card with fresh facts: every answer stays, and is stale where its evidence says something else now. */
export function refreshed(card: Card, policy: string, facts: Card["facts"]): Card {
  const byId = new Map(allQuestions.map((question) => [question.id, question]));
  const answers = Object.entries(card.answers).map(([id, answer]) => {
    const question = byId.get(id);
    const current = question === undefined || evidenceDigest(question, facts) === answer.evidence;
    return [id, current ? answer : { ...answer, state: "stale" as const }] as const;
  });
  return { ...card, policy, facts, answers: Object.fromEntries(answers) };
}
