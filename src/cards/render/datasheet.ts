import { datasheet } from "../questions/registry.ts";
import type { Card } from "../source/card.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, factTable, progressNote, said } from "./markdown.ts";

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
  ];
  let section = "";
  const shown = new Set<string>();
  for (const question of datasheet) {
    if (question.section !== section) lines.push(`## ${question.section}`, "");
    section = question.section;
    lines.push(`### ${question.id}. ${question.ask}`, "", answerText(card, question.id), "");
    for (const id of question.evidence.filter((name) => BESIDE.has(name) && !shown.has(name))) {
      const fact = card.facts[id];
      if (fact === undefined) continue;
      shown.add(id);
      lines.push(`Measured: ${fact.about} (\`${id}\`).`, "", ...factTable(fact));
    }
  }
  lines.push(...harmAudit(card, 2));
  return `${lines.join("\n").trimEnd()}\n`;
}
