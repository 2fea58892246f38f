import { stringify } from "yaml";
import { modelQuestions } from "../cards/questions/model.ts";
import type { Card } from "../cards/source/card.ts";
import { plainWords } from "../process/plain-words.ts";
import { answerText, plainTable } from "./markdown.ts";
import { modelMetadata } from "./model-metadata.ts";

/** Addresses of terms and sources may be followed: they stand in full, and say where they lead. */
function addressed(lines: readonly string[]): readonly string[] {
  return lines.map((line) => line.replaceAll("\\://", "://"));
}

/** A model card for the Hugging Face hub, after Mitchell et al. 2019: metadata, then nine sections, the folder's facts beside people's words. */
export function renderModelCard(card: Card): string {
  const [manifest = {}] = card.facts["manifest"]?.result ?? [];
  const lines = [
    `# Model card: ${plainWords(String(manifest["title"] ?? manifest["id"] ?? "a model"))}`,
    "",
    "The sections follow “Model Cards for Model Reporting” (Mitchell et al., 2019), in our own words. Figures come from the model's own files; words are people's.",
    "",
  ];
  let section = "";
  const shown = new Set<string>();
  for (const question of modelQuestions) {
    if (question.section !== section) lines.push(`## ${question.section}`, "");
    section = question.section;
    lines.push(`### ${question.id}. ${question.ask}`, "", answerText(card, question.id), "");
    for (const id of question.evidence.filter((name) => !shown.has(name))) {
      const fact = card.facts[id];
      if (fact === undefined) continue;
      shown.add(id);
      lines.push(`Measured: ${plainWords(fact.about)}.`, "", ...addressed(plainTable(fact.result)));
    }
  }
  const metadata = stringify(modelMetadata(card), { version: "1.1", lineWidth: 0 });
  return `---\n${metadata}---\n\n${lines.join("\n").trimEnd()}\n`;
}
