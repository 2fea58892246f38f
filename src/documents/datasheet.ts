import type { Question } from "../cards/questions/question.ts";
import { datasheet } from "../cards/questions/registry.ts";
import type { Card } from "../cards/source/card.ts";
import { plainWords } from "../process/plain-words.ts";
import { briefly, headingsOfFacts } from "./evidence-lines.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, bylineOf, clipped, factTable, progressNote, saidLine, slugOf } from "./markdown.ts";
import { matrixSection } from "./matrix.ts";
import { LONGEST, summaryOf } from "./summary.ts";

/** Facts that stand beside the question itself; the others follow in the harm audit. */
const BESIDE = new Set([
  "pairs",
  "images",
  "sources",
  "layout",
  "formats",
  "missing",
  "coverage",
  "errors",
  "duplicates",
  "languages",
  "licenses",
  "domains",
  "columns",
  "provenance",
]);

/** Those that a page which can draw shows as bars, too. */
const DRAWN = new Set(["languages", "licenses", "domains"]);

/** Answers of the title page that no question of the sheet repeats, and letters of each that page one has room for. */
const TITLE = [
  ["A3", 500],
  ["A9", LONGEST],
] as const;

/** A datasheet after Gebru et al. 2021: seven sections, 57 questions, the audit's figures beside them. */
export function renderDatasheet(card: Card): string {
  const audit = harmAudit(card, 2);
  const shown = new Map(headingsOfFacts(audit));
  const [[about, room]] = TITLE;
  const description = answerText(card, about);
  const cut = TITLE.filter(([id, most]) => (saidLine(card, id) ?? "").length > most);
  const line = (id: string) => clipped(saidLine(card, id) ?? "–", 80);
  const lines = [
    `# Datasheet: ${clipped(saidLine(card, "A1") ?? "an unnamed dataset", 90)}`,
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    cut.some(([id]) => id === about) ? clipped(saidLine(card, about) ?? "", room) : description,
    "",
    `Version ${line("A2")} · licence ${line("A5")} · by ${line("A6")} · published ${line("A7")}`,
    "",
    "The questions follow “Datasheets for Datasets” (Gebru et al., 2021), in our own words. Numbers are asked of the audit's run by queries that are stored beside them; words are people's.",
    "",
    ...summaryOf(card),
    ...contents(cut.length > 0),
    ...(cut.length === 0 ? [] : ["## Title page in full", ""]),
    ...cut.flatMap(([id]) => [answerText(card, id), ""]),
  ];
  let section = "";
  for (const question of datasheet) {
    if (question.section !== section) lines.push(`## ${question.section}`, "");
    section = question.section;
    lines.push(...questionLines(card, question, shown));
  }
  lines.push(...audit, ...matrixSection(card));
  return `${lines.join("\n").trimEnd()}\n`;
}

/** A question with what was said to it, by whom, and the evidence: tables where they stand nowhere else, or a line and where. */
function questionLines(card: Card, question: Question, shown: Map<string, string>): readonly string[] {
  const heading = `${question.id}. ${question.ask}`;
  const lines = [`### ${heading}`, "", answerText(card, question.id), "", ...bylineOf(card, question.id)];
  if (question.evidence.length === 0 && question.required.length > 0)
    lines.push("Evidence: none; only people can say this.", "");
  for (const id of question.evidence) {
    const fact = card.facts[id];
    const place = shown.get(id);
    if (fact === undefined)
      lines.push(`Evidence \`${id}\`: not in this card; the run has no such columns or files.`, "");
    else if (place !== undefined || !BESIDE.has(id))
      lines.push(
        `Evidence [\`${id}\`](#${place ?? "harm-audit"}), ${plainWords(fact.about)}: ${briefly(fact)}.`,
        "",
      );
    else {
      shown.set(id, slugOf(heading));
      lines.push(`Measured: ${plainWords(fact.about)} (\`${id}\`).`, "", ...factTable(fact));
      if (DRAWN.has(id)) lines.push(`<!--figure:${id}-->`, "");
    }
  }
  return lines;
}

function contents(whole: boolean): readonly string[] {
  const sections = [
    ...(whole ? ["Title page in full"] : []),
    ...new Set(datasheet.map(({ section }) => section)),
    ...["Harm audit", "Coverage of standards"],
  ];
  return ["## Contents", "", ...sections.map((name) => `- [${name}](#${slugOf(name)})`), ""];
}
