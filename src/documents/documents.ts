import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Lack } from "../cards/check.ts";
import { contactSheetIn } from "../cards/contact-sheet.ts";
import type { Card } from "../cards/source/card.ts";
import { isModel } from "../cards/source/kind.ts";
import { scoreTable } from "../cards/source/score-table.ts";
import { CliError } from "../process/errors.ts";
import { writeWhole } from "../process/files.ts";
import { renderModelCard } from "./model.ts";
import { type Renderer, type RenderOptions, renderers } from "./registry.ts";

const modelRenderers: readonly Renderer[] = [
  { id: "model", file: "model-card.md", render: (card) => renderModelCard(card) },
];

/** Every document that the card in a folder can become. */
function documentsOf(folder: string): readonly Renderer[] {
  return isModel(folder) ? modelRenderers : renderers;
}

/** What was written, and which documents could not be, with why. */
export interface Written {
  readonly files: readonly { readonly id: string; readonly path: string }[];
  readonly refused: readonly { readonly id: string; readonly reason: string }[];
  /** A line where a document names a file that is not beside it. */
  readonly lacks: readonly string[];
}

/**
 * Writes the documents of a card. One that cannot be written keeps none of the others back, unless it was asked
 * for by name.
 * @param only ids of documents; all where absent
 * @throws CliError (exit code 2): no such document, or one that was asked for cannot be written
 */
export async function writeDocuments(
  folder: string,
  card: Card,
  to: string,
  options: RenderOptions,
  only?: readonly string[],
): Promise<Written> {
  const known = documentsOf(folder);
  const unknown = only?.find((id) => !known.some((one) => one.id === id));
  if (unknown !== undefined)
    throw new CliError(`Cannot render "${unknown}": wanted one of ${known.map(({ id }) => id).join(", ")}`, {
      exitCode: 2,
    });
  await mkdir(to, { recursive: true });
  const files = [];
  const refused = [];
  const lacks = [];
  for (const { id, file, render } of known.filter((one) => only?.includes(one.id) ?? true)) {
    try {
      const text = render(card, options);
      await writeWhole(join(to, file), text);
      files.push({ id, path: join(to, file) });
      lacks.push(...licenseLack(text, file, to));
    } catch (error) {
      if (!(error instanceof CliError) || only) throw error;
      refused.push({ id, reason: error.message });
    }
  }
  return { files, refused, lacks };
}

/** A hub card with a licence of its own names a file with the terms, which only a person can write. */
function licenseLack(text: string, file: string, to: string): readonly string[] {
  const name = /^license_link: (LICENSE(?:\.md)?)$/mu.exec(text)?.[1];
  if (name === undefined || existsSync(join(to, name))) return [];
  return [`${join(to, file)} names ${name} beside it, which is not there: write the dataset's terms into it`];
}

/** Documents in a folder that are no longer what the card renders to. */
export async function driftedDocuments(
  folder: string,
  card: Card,
  where: string,
  signal: AbortSignal,
): Promise<readonly Lack[]> {
  const lacks: Lack[] = [];
  for (const { file, render } of documentsOf(folder)) {
    const path = join(where, file);
    if (!existsSync(path)) continue;
    const text = await readFile(path, "utf8");
    if (text !== render(card, await optionsOf(text, folder, signal)))
      lacks.push({
        kind: "drifted",
        id: file,
        message: "the document is not what the card says; sluice card render writes it anew",
      });
  }
  return lacks;
}

/** Writes the documents that lie in a folder anew. @returns their paths, those that are as they were too */
export async function rerenderedDocuments(
  folder: string,
  card: Card,
  where: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { file, render } of documentsOf(folder)) {
    const path = join(where, file);
    if (!existsSync(path)) continue;
    await writeWhole(path, render(card, await optionsOf(await readFile(path, "utf8"), folder, signal)));
    written.push(path);
  }
  return written;
}

/** The choices with which a Croissant document was rendered, as it shows them itself. */
async function optionsOf(text: string, folder: string, signal: AbortSignal): Promise<RenderOptions> {
  const compat = text.includes('"rai:dataDataManipulationProtocol"');
  return /"@id": "scores\//u.test(text) && !isModel(folder)
    ? { compat, scores: await scoreTable(folder, signal) }
    : { compat, contactSheet: contactSheetIn(text) };
}
