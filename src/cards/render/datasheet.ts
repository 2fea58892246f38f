import { datasheet } from "../questions/registry.ts";
import type { Card } from "../source/card.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, bylineOf, factTable, progressNote, said, slugOf } from "./markdown.ts";
import { matrixSection } from "./matrix.ts";
import { summaryOf } from "./summary.ts";

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
]);

/** Those that a page which can draw shows as bars, too. */
const DRAWN = new Set(["languages", "licenses", "domains"]);

/** A datasheet after Gebru et al. 2021: seven sections, 57 questions, the audit's figures beside them. */
export function renderDatasheet(card: Card): string {
  const lines = [
    `# Datasheet: ${said(card, "A1") ?? "an unnamed dataset"}`,
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    answerText(card, "A3"),
    "",
    `Version ${said(card, "A2") ?? "–"} · licence ${said(card, "A5") ?? "–"} · by ${said(card, "A6") ?? "–"} · published ${said(card, "A7") ?? "–"}`,
    "",
    "The questions follow “Datasheets for Datasets” (Gebru et al., 2021), in our own words. Numbers are asked of the audit's run by queries that are stored beside them; words are people's.",
    "",
    ...summaryOf(card),
    ...contents(),
  ];
  let section = "";
  const shown = new Map<string, string>();
  for (const question of datasheet) {
    if (question.section !== section) lines.push(`## ${question.section}`, "");
    section = question.section;
    const heading = `${question.id}. ${question.ask}`;
    lines.push(`### ${heading}`, "", answerText(card, question.id), "", ...bylineOf(card, question.id));
    const known = question.evidence.filter((name) => card.facts[name] !== undefined);
    const elsewhere = known.filter((name) => shown.has(name) || !BESIDE.has(name));
    if (elsewhere.length > 0)
      lines.push(
        `Evidence: ${elsewhere.map((id) => `[\`${id}\`](#${shown.get(id) ?? "harm-audit"})`).join(", ")}.`,
        "",
      );
    for (const id of known.filter((name) => !elsewhere.includes(name))) {
      const fact = card.facts[id];
      if (fact === undefined) continue;
      shown.set(id, slugOf(heading));
      lines.push(`Measured: ${fact.about} (\`${id}\`).`, "", ...factTable(fact));
      if (DRAWN.has(id)) lines.push(`<!--figure:${id}-->`, "");
    }
  }
  lines.push(...harmAudit(card, 2), ...matrixSection(card));
  return `${lines.join("\n").trimEnd()}\n`;
}

function contents(): readonly string[] {
  const sections = [
    ...new Set(datasheet.map(({ section }) => section)),
    "Harm audit",
    "Coverage of standards",
  ];
  return ["## Contents", "", ...sections.map((name) => `- [${name}](#${slugOf(name)})`), ""];
}
