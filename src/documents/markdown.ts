import { allQuestions, questions } from "../cards/questions/registry.ts";
import { quoted } from "../cards/quotes.ts";
import type { Answer, Card, Fact } from "../cards/source/card.ts";
import { cardDigest } from "../cards/source/signed.ts";
import { count, counted, fact, percent, percentInterval } from "../process/figures.ts";
import { plainWords } from "../process/plain-words.ts";
import { printable } from "../process/printable.ts";
import { wilson } from "../statistics/wilson.ts";
import { standingNote } from "./standing.ts";

/** A Markdown table; no table where there are no rows. */
export function table(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const [first] = rows;
  if (first === undefined) return ["None.", ""];
  const names = Object.keys(first);
  return [
    `| ${names.map((name) => cell(name.replaceAll("_", " "))).join(" | ")} |`,
    `| ${names.map(() => "---").join(" | ")} |`,
    ...rows.map((row) => `| ${names.map((name) => cell(row[name])).join(" | ")} |`),
    "",
  ];
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return fact(value);
  const text = Array.isArray(value) ? value.join(", ") : String(value);
  return text.replaceAll("|", "\\|").replace(/\s+/gu, " ");
}

/** A heading's anchor, as GitHub and the page make it of its words. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]+/gu, "")
    .replaceAll(" ", "-")
    .replaceAll(/[^a-z0-9-]/gu, "");
}

/** Who answered, and when; empty where nobody did. */
export function bylineOf({ answers }: Card, id: string): readonly string[] {
  const answer = answers[id];
  return answer === undefined ? [] : [`*${plainWords(answer.author)}, ${answer.date}*`, ""];
}

/** A fact as a table; shares with n and 95 % interval, null findings in words. What data say is no markup. */
export function factTable({ result, rates }: Fact): readonly string[] {
  return plainTable(rates ? result.map(withInterval) : result);
}

/** A Markdown table of what data say, in which nothing is markup. */
export function plainTable(rows: readonly Readonly<Record<string, unknown>>[]): readonly string[] {
  const plainRows = rows.map(plainRow);
  const [only, ...more] = plainRows;
  if (only === undefined || more.length > 0 || Object.keys(only).length <= WIDE) return table(plainRows);
  return table(Object.entries(only).map(([what, value]) => ({ what: what.replaceAll("_", " "), value })));
}

/** Columns of a single row that stand side by side; more stand below each other. */
const WIDE = 6;

function plainRow(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [plainWords(name), plain(value)]));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === "string" ? plainWords(value) : value;
}

/** A name as code, which no mark in it ends. */
function code(text: string): string {
  return `\`${printable(text.replace(/\s+/gu, " ")).replaceAll("`", "'")}\``;
}

function withInterval(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { k, n, low: _low, high: _high, ...rest } = row;
  const { rate, low, high } = wilson(Number(k), Number(n));
  return {
    ...rest,
    pairs: Number(k),
    of: Number(n),
    "share [95 %]": rate === null ? "not measured" : percentInterval(rate, low, high),
  };
}

/** A rate in words: never 'none', always who looked, how closely and at how many. @param words of names, as they stand in the document */
export function rateWords(
  { k, n, ...named }: Readonly<Record<string, unknown>>,
  pairs: number,
  words: (text: string) => string = plainWords,
): string {
  const [signal, by, cut] = ["signal", "by", "cut"].map((name) => words(String(named[name])));
  const { rate, low, high } = wilson(Number(k), Number(n));
  if (rate === null) return `${signal} was not measured`;
  if (Number(k) === 0)
    return `${signal} was not detected by ${by} at threshold ${cut} in ${count(Number(n))} of ${counted(pairs, "pair")} (at most ${percent(high)}, 95 %)`;
  return `${signal} at or above ${cut} by ${by}: ${count(Number(k))} of ${counted(Number(n), "pair")}, ${percentInterval(rate, low, high)}`;
}

const whys: Readonly<Record<Answer["state"], string>> = {
  answered: "",
  "not-applicable": "Not applicable: ",
  unknown: "Unknown: ",
  withheld: "Withheld: ",
  stale: "**Stale** (the evidence changed since this was written): ",
};

/** What a person said to a question, or that nobody has. */
export function answerText({ answers, facts }: Card, id: string): string {
  const answer = answers[id];
  const wanted = allQuestions.some((question) => question.id === id && question.required.length > 0);
  if (answer === undefined && !wanted) return "*Nothing was added.*";
  return answer === undefined
    ? "*Not answered yet.*"
    : `${whys[answer.state]}${withinAnswer(quoted(answer.text, facts, plainWords))}`;
}

/** A person's words may be Markdown, but begin no section of the document and place no figure. */
function withinAnswer(text: string): string {
  return text
    .replaceAll("<!--", "&lt;!--")
    .replaceAll(/^( {0,3})(?=#{1,6}(?:\s|$)|\[[^\]\n]*\]:)/gmu, "$1\\")
    .replaceAll(/^( {0,3})(?=(?:=+|-{2,})[ \t]*$)/gmu, "$1\\");
}

/** An answer's words where somebody gave them; null for every other state. @param words of facts that it quotes, as they stand in the document */
export function said({ answers, facts }: Card, id: string, words?: (text: string) => string): string | null {
  const answer = answers[id];
  return answer?.state === "answered" ? quoted(answer.text, facts, words) : null;
}

/** An answer's words on one line, which begin no block of Markdown; null as {@link said}. */
export function saidLine(card: Card, id: string): string | null {
  return said(card, id, plainWords)?.replaceAll("<!--", "&lt;!--").replace(/\s+/gu, " ").trim() ?? null;
}

/** The first letters of a line, where it is longer. */
export function clipped(line: string, most: number): string {
  const letters = [...line];
  return letters.length <= most
    ? line
    : `${letters
        .slice(0, most - 1)
        .join("")
        .replace(/\\+$/u, "")}…`;
}

/** How many pairs were audited. */
export function pairsOf({ facts }: Card): number {
  return Number(facts["pairs"]?.result[0]?.["pairs"] ?? 0);
}

/** One line on how finished the card is. */
export function progressNote(card: Card): string {
  return [standingNote(card, plainWords), openNote(card), signatureNote(card)].filter(Boolean).join("\n\n");
}

/** Who signed the card, as it says itself; empty where nobody did. */
function signatureNote(card: Card): string {
  const { signatures = [] } = card;
  if (signatures.length === 0) return "";
  const digest = cardDigest(card);
  const words = (those: typeof signatures) =>
    those
      .map(
        ({ role, name, date, gate, entry }) =>
          `${plainWords(name)} as ${plainWords(role)} on ${date} (entry ${entry} of ledger ${code(gate)})`,
      )
      .join("; ");
  const own = signatures.filter((one) => one.card === digest);
  const others = signatures.filter((one) => one.card !== digest);
  return [
    own.length === 0
      ? ""
      : `**Signed** as it is by ${words(own)}. \`sluice card check --gate\` holds it against that ledger.`,
    others.length === 0 ? "" : `**Changed since it was signed** by ${words(others)}.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

function openNote({ answers }: Card): string {
  const wanted = questions.filter(({ required }) => required.includes("internal"));
  const open = wanted.filter(({ id }) => answers[id] === undefined || answers[id]?.state === "stale").length;
  return open === 0 ? "" : `**Draft**: ${open} of ${counted(wanted.length, "question")} are open or stale.`;
}
