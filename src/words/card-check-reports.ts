import { join } from "node:path";
import type { Lack } from "../cards/check.ts";
import type { CiReport } from "./findings-for-ci.ts";

/** What is to be done about a lack whose message does not say so. */
const FIXES: Readonly<Record<Lack["kind"], string>> = {
  missing: "",
  stale: "read the evidence, then sluice card answer",
  drifted: "",
  unloadable: "sluice card render writes the documents anew",
  unsigned: "sluice card sign",
  hollow: "sluice card answer",
  contradicted: "sluice card answer",
};

/**
 * What `card check` found, file by file, for programs of continuous integration: a line of the card where its answer or
 * fact stands there, the document where it is one, and the card's first line otherwise.
 * @param card path of `card.yaml`, and its text
 * @param documents folder of the rendered documents
 * @param notes what is no fault of the card: warnings, on its first line
 */
export function checkReports(
  lacks: readonly Lack[],
  notes: readonly string[],
  card: { readonly path: string; readonly text: string },
  documents: string,
): readonly CiReport[] {
  const lines = card.text.split("\n");
  const files = new Map<string, CiReport["findings"][number][]>([[card.path, []]]);
  const add = (file: string, finding: CiReport["findings"][number]) =>
    files.set(file, [...(files.get(file) ?? []), finding]);
  for (const { kind, id, message } of lacks) {
    const isDocument =
      /^[\w-]+\.(?:md|html|json)$/u.test(id) && (kind === "unloadable" || kind === "drifted");
    add(isDocument ? join(documents, id) : card.path, {
      ...{ class: "error", rule: kind, node: id, message, fix: FIXES[kind] },
      line: isDocument ? 1 : lineOf(lines, id),
    });
  }
  for (const message of notes)
    add(card.path, { class: "warning", rule: "note", node: "card", message, fix: "", line: 1 });
  return [...files].map(([file, findings]) => ({ file, findings }));
}

/** Where an answer or a fact begins: its key stands two spaces in; `answers.M1.author` is told by its middle. */
function lineOf(lines: readonly string[], id: string): number {
  const key = id.replace(/^(?:answers|facts)\./u, "").replace(/\..*$/u, "");
  return Math.max(0, lines.indexOf(`  ${key}:`)) + 1;
}
