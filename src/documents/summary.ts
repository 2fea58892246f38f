import { questions } from "../cards/questions/registry.ts";
import type { Card } from "../cards/source/card.ts";
import { CARRIED } from "../cards/source/carried-unread.ts";
import { count, counted, percentInterval } from "../process/figures.ts";
import { plainWords } from "../process/plain-words.ts";
import { wilson } from "../statistics/wilson.ts";
import { clipped, pairsOf, saidLine, table } from "./markdown.ts";

/** Letters of a line of page one; the whole stands behind it. */
export const LONGEST = 190;
/** Values of a list that a line names. */
const NAMED = 3;

/** Page one: what one needs to decide by, in a table of a line each. */
export function summaryOf(card: Card): readonly string[] {
  return ["## Summary", "", ...table(linesOf(card)), "<!--figure:summary-->", ""];
}

function linesOf(card: Card): readonly Readonly<Record<string, string>>[] {
  const { facts } = card;
  const row = (id: string) => facts[id]?.result[0];
  const images = Number(row("images")?.["images"] ?? 0);
  const found: readonly (readonly [what: string, found: string | null])[] = [
    ["Size", `${counted(pairsOf(card), "pair")}, ${counted(images, "image")}`],
    ["Audited", auditedWords(card)],
    [
      "Licence",
      [saidLine(card, "A5") ?? "not stated", named(card, "licenses", "license")].join("; pair by pair "),
    ],
    ["Languages, as detected", named(card, "languages", "language")],
    ["Images come from", named(card, "domains", "domain")],
    ["Flagged, image or text", shareOf(row("any-of"))],
    ["Policy", decisionWords(card)],
    ["Not measured, so not clean", unmeasuredWords(card)],
    ["Let pass unread by the policy", carriedWords(card)],
    ["Written unmeasured", carriedFields(card)],
    ["Duplicates", rowsOf(card, "duplicates", "kind")],
    ["Known harm", facts["known-harm"] ? shareOf(row("known-harm")) : "no list of hashes was at hand"],
    ["Personal data", rowsOf(card, "personal", "what")],
    ["Faces", facesWords(card)],
    ["Synthetic content", saidLine(card, "A9")],
    ["Not to be used for", saidLine(card, "U5")],
    ["Not looked for", lookedWords(card)],
    ["Answers", answersWords(card)],
  ];
  return found.flatMap(([what, words]) =>
    words === null || words === "" ? [] : [{ what, found: clipped(words, LONGEST) }],
  );
}

function shareOf(row: Readonly<Record<string, unknown>> | undefined): string | null {
  if (row === undefined) return null;
  const [k, n] = [Number(row["k"]), Number(row["n"])];
  const { rate, low, high } = wilson(k, n);
  return rate === null ? "not measured" : `${percentInterval(rate, low, high)} (${count(k)} of ${count(n)})`;
}

function named({ facts }: Card, id: string, column: string): string | null {
  const rows = facts[id]?.result ?? [];
  if (rows.length === 0) return null;
  const words = rows
    .slice(0, NAMED)
    .map((row) => `${plainWords(String(row[column]))} (${count(Number(row["pairs"]))})`);
  return `${words.join(", ")}${rows.length > NAMED ? ` and ${rows.length - NAMED} more` : ""}`;
}

function rowsOf({ facts }: Card, id: string, column: string): string | null {
  const rows = facts[id]?.result ?? [];
  return rows
    .map(
      (row) => `${plainWords(String(row[column]))} ${count(Number(row["k"]))} of ${count(Number(row["n"]))}`,
    )
    .join(", ");
}

function facesWords({ facts }: Card): string | null {
  const [row] = facts["faces"]?.result ?? [];
  return row === undefined
    ? null
    : `${count(Number(row["faces"]))} in ${count(Number(row["k"]))} of ${count(Number(row["n"]))} images`;
}

function auditedWords({ facts, policy }: Card): string | null {
  const [row] = facts["provenance"]?.result ?? [];
  const [frame] = facts["sampling"]?.result ?? [];
  return row === undefined
    ? null
    : plainWords(`${frame?.["frame"] ?? "–"}, by ${row["program"]}, policy ${row["policy"] ?? policy}`);
}

function decisionWords({ facts }: Card): string | null {
  const rows = facts["decisions"]?.result ?? [];
  const all = Number(rows[0]?.["n"] ?? 0);
  const words = ["keep", "review", "drop"].map((action) => {
    const k = rows.filter((row) => row["action"] === action).reduce((sum, row) => sum + Number(row["k"]), 0);
    return `${action} ${count(k)}`;
  });
  return all === 0 ? null : `${words.join(", ")} of ${count(all)}`;
}

function unmeasuredWords({ facts }: Card): string | null {
  const rows = (facts["coverage"]?.result ?? []).filter(
    ({ what, k }) => !String(what).endsWith(" measured") && Number(k) > 0,
  );
  const unread = (facts["unread"]?.result ?? []).filter(({ k }) => Number(k) > 0);
  const words = [
    ...rows.map(({ what, k }) => plainWords(`${what} ${count(Number(k))}`)),
    ...unread.map(({ what, k }) => plainWords(`captions in ${what} ${count(Number(k))}`)),
  ];
  return words.length === 0 ? (facts["coverage"] === undefined ? null : "nothing") : words.join(", ");
}

/** How many kept pairs have a text that no score speaks of; null where the policy holds them. */
export function carriedWords({ facts }: Card): string | null {
  const rows = facts["carried-unread"]?.result ?? [];
  const [first] = rows;
  if (first === undefined) return null;
  const counted = rows.map(({ what, k }) => `in ${what} ${count(Number(k))}`).join(", ");
  return plainWords(
    `texts ${counted}, of ${count(Number(first["n"]))} pairs that policy ${first["policy"]} keeps: no score of toxic or sexual text speaks of them`,
  );
}

/** What whoever curated the dataset wrote on their word alone. */
function carriedFields({ facts }: Card): string | null {
  const rows = (facts["curation"]?.result ?? []).filter(({ what }) => String(what).startsWith(CARRIED));
  const words = rows.map(({ what, pairs }) =>
    plainWords(`${String(what).slice(CARRIED.length)} (${count(Number(pairs))})`),
  );
  return words.length === 0 ? null : words.join(", ");
}

function lookedWords({ facts }: Card): string | null {
  const rows = facts["not-looked-for"]?.result ?? [];
  return rows.length === 0 ? null : plainWords(rows.map(({ what }) => String(what)).join("; "));
}

/** How many questions are answered, by whom and when: nobody's name is found only by reading on. */
export function answersWords({ answers }: Card): string {
  const given = Object.values(answers);
  const of = (state: string) => given.filter((answer) => answer.state === state).length;
  const states = ["not-applicable", "unknown", "withheld", "stale"].flatMap((state) =>
    of(state) === 0 ? [] : [`${of(state)} ${state}`],
  );
  const authors = [...new Set(given.map(({ author }) => author))].map((author) => {
    const own = given.filter((answer) => answer.author === author);
    const dates = own.map(({ date }) => date).sort();
    const [first, last] = [dates[0], dates.at(-1)];
    return `${plainWords(author)} (${own.length}, ${first === last ? first : `${first} to ${last}`})`;
  });
  const open = questions.length - given.length;
  return `${of("answered")} answered${states.length === 0 ? "" : `, ${states.join(", ")}`}${open > 0 ? `, ${open} open` : ""}${authors.length === 0 ? "" : `; by ${authors.join(", ")}`}`;
}
