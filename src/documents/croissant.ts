import type { Card } from "../cards/source/card.ts";
import type { ScoreTable } from "../cards/source/score-table.ts";
import { CliError } from "../process/errors.ts";
import { spdxUrl } from "../validators/hub/spdx.ts";
import { croissantContext } from "./croissant-context.ts";
import type { Described, Node } from "./croissant-nodes.ts";
import { describedParts } from "./croissant-parts.ts";
import { responsible } from "./croissant-rai.ts";
import { scoreNodes } from "./croissant-scores.ts";
import { layoutOf } from "./layout.ts";
import { said } from "./markdown.ts";
import { standingNote } from "./standing.ts";

export interface CroissantOptions {
  readonly compat: boolean;
  readonly scores?: ScoreTable;
}

/**
 * Croissant 1.1 with RAI 1.0, as JSON-LD with sorted keys: schema.org by https, mlcommons.org by http, which is
 * what its reader knows.
 * @param options.compat adds the two keys that mlcroissant misspells, beside the right ones
 * @param options.scores the run's score files, where they are published beside the dataset
 * @throws CliError (exit code 2) for a dataset whose files Croissant cannot name
 */
export function renderCroissant(card: Card, { compat, scores }: CroissantOptions): string {
  const { distribution, recordSet, limits = [] } = described(card);
  const scored = scores === undefined ? { distribution: [], recordSet: [] } : scoreNodes(scores);
  const document = {
    "@context": croissantContext,
    "@type": "sc:Dataset",
    conformsTo: ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
    ...namedBy(card, limits),
    distribution: [...distribution, ...scored.distribution],
    recordSet: [...recordSet, ...scored.recordSet],
    ...responsible(card, compat),
  };
  return `${JSON.stringify(sorted(document), null, 2)}\n`;
}

function namedBy(card: Card, limits: readonly string[]): Node {
  const version = said(card, "A2");
  const published = /\d{4}-\d{2}-\d{2}/u.exec(said(card, "A7") ?? "")?.[0];
  const cite = said(card, "A8");
  const license = licenseOf(card);
  const url = /https?:\/\/\S+/u.exec(said(card, "A4") ?? "")?.[0] ?? null;
  const creator = said(card, "A6");
  const languages = (card.facts["languages"]?.result ?? [])
    .map(({ language }) => String(language))
    .filter((language) => /^[a-z]{2}$/u.test(language));
  return {
    name: said(card, "A1") ?? "unnamed",
    description: [
      standingNote(card, String).replaceAll(/[*`]/gu, ""),
      said(card, "A3") ?? "Not described yet.",
      ...limits.map((limit) => `Of the files: ${limit}.`),
    ]
      .filter(Boolean)
      .join("\n\n"),
    ...(url === null ? {} : { url }),
    ...(license === null ? {} : { license }),
    ...(creator === null ? {} : { creator: { "@type": "sc:Organization", name: creator } }),
    ...(published === undefined ? {} : { datePublished: published }),
    ...(version === null ? {} : { version }),
    ...(cite === null ? {} : { citeAs: cite }),
    ...(languages.length === 0 ? {} : { inLanguage: languages }),
    keywords: ["image", "alt text", "text-to-image"],
    isLiveDataset: false,
  };
}

/** A page where the licence has one, else the words on licence and terms: never a page that does not exist. */
function licenseOf(card: Card): string | null {
  const license = said(card, "A5")?.trim() ?? null;
  if (license === null) return said(card, "D4");
  if (/^https?:\/\//u.test(license)) return license;
  return spdxUrl(license) ?? said(card, "D4") ?? license;
}

/**
 * What of the audited files is what, part by part.
 * @throws CliError (exit code 2) where the run does not say it
 */
function described(card: Card): Described {
  const parts = layoutOf(card);
  if (parts.length === 0)
    throw new CliError(
      "Cannot write Croissant: its run does not say how the dataset is stored; audit it again, then sluice card init",
      { exitCode: 2 },
    );
  const all = describedParts(parts);
  return {
    distribution: all.flatMap(({ distribution }) => distribution),
    recordSet: all.flatMap(({ recordSet }) => recordSet),
    limits: all.flatMap(({ limits = [] }) => limits),
  };
}

/** Keys in one order, whatever order they were put together in; `@` comes first by itself. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
