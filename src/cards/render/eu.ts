import { count } from "../../process/figures.ts";
import type { Card } from "../source/card.ts";
import { harmAudit } from "./harm-audit.ts";
import { answerText, factTable, pairsOf, progressNote, said, table } from "./markdown.ts";

/**
 * What a dataset contributes to the public summary of training content that Art. 53(1)(d) of Regulation (EU)
 * 2024/1689 asks of model providers, in the order of the Commission's template of July 2025.
 */
export function renderEu(card: Card): string {
  const pairs = pairsOf(card);
  const fact = (id: string) => {
    const found = card.facts[id];
    return found === undefined ? ["Not measured.", ""] : factTable(found);
  };
  const lines = [
    `# Training-content contribution sheet: ${said(card, "A1") ?? "an unnamed dataset"}`,
    "",
    "**This is no legal document and no public summary.** The duty to publish a summary binds providers of general-purpose models; this sheet gives them what this dataset contributes to it.",
    "",
    ...[progressNote(card)].filter(Boolean).flatMap((note) => [note, ""]),
    "## 1.3 Overall characteristics",
    "",
    ...table([
      {
        modality: "image",
        size: `${count(pairs)} images at most`,
        band: band(pairs, 1e6, 1e9, "images"),
      },
      { modality: "text", size: "alt text, one caption an image", band: "counted with the images" },
    ]),
    `Latest acquisition: ${answerText(card, "L5")}`,
    "",
    "Languages, as detected:",
    "",
    ...fact("languages"),
    ...(card.facts["unread"] === undefined ? [] : fact("unread")),
    `Other characteristics: ${answerText(card, "C13")}`,
    "",
    `Synthetic content: ${answerText(card, "A9")}`,
    "",
    "## 2.1 to 2.3 Sources",
    "",
    answerText(card, "L1"),
    "",
    answerText(card, "L2"),
    "",
    answerText(card, "C10"),
    "",
    ...(card.facts["sources"] === undefined
      ? []
      : ["Places that were put together:", "", ...fact("sources")]),
    "Domains of the images' addresses:",
    "",
    ...fact("domains"),
    "## 3.1 Rights reserved from text and data mining",
    "",
    answerText(card, "D5"),
    "",
    "Licences, as the dataset states them:",
    "",
    ...fact("licenses"),
    "## 3.2 Removal of unwanted content",
    "",
    answerText(card, "P1"),
    "",
    ...fact("decisions"),
    ...(card.facts["curation"] ? ["Left out of the source:", "", ...fact("curation")] : []),
    answerText(card, "C12"),
    "",
    "## Data governance",
    "",
    `Purpose: ${answerText(card, "M1")}`,
    "",
    `Representativeness: ${answerText(card, "C3")}`,
    "",
    `Biases examined: ${answerText(card, "U4")}`,
    "",
    ...harmAudit(card, 2),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function band(n: number, low: number, high: number, unit: string): string {
  if (n < low) return `less than ${count(low)} ${unit}`;
  return n <= high ? `${count(low)} to ${count(high)} ${unit}` : `more than ${count(high)} ${unit}`;
}
